package dev.letterbox.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The script itself, in a project of empty modules, with a stub of Maven.
 */
class ScriptIT {

	private static final List<String> MODULES = List.of("launcher", "embedded-store", "discovery-server", "api-gateway",
			"message-service");

	private static final Duration BOUND = Duration.ofSeconds(20);

	/** SIGINT has its default effect, even where this test ignores it. */
	private static final String WITH_SIGINT = "$SIG{INT} = 'DEFAULT'; setpgrp; exec @ARGV";

	@TempDir
	private Path project;

	private final List<Process> started = new ArrayList<>();

	@BeforeEach
	void layOut() throws IOException {
		Path root = Path.of("..").toAbsolutePath().normalize();
		Files.createDirectories(this.project.resolve("launcher/src/main/sh"));
		Files.copy(root.resolve("run"), this.project.resolve("run"));
		Files.copy(root.resolve("launcher/src/main/sh/tools.sh"),
				this.project.resolve("launcher/src/main/sh/tools.sh"));
		Files.createFile(this.project.resolve("pom.xml"));
		Files.createFile(Files.createDirectories(this.project.resolve("docs")).resolve("openapi.json"));
		for (String module : MODULES) {
			Files.createDirectories(this.project.resolve(module + "/src/main"));
			Files.createDirectories(this.project.resolve(module + "/target"));
			Files.createFile(this.project.resolve(module + "/pom.xml"));
		}
	}

	@AfterEach
	void end() {
		this.started.forEach((process) -> {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		});
	}

	@Test
	void ctrlCDuringTheBuildEndsTheBuildAndSaysSo() throws Exception {
		interruptABuild();
		assertThat(output()).contains("Interrupted; nothing was started.").doesNotContain("The build failed");
	}

	@Test
	void buildsAgainWhatAnInterruptedBuildLeftHalfDone() throws Exception {
		interruptABuild();
		maven("echo '[ERROR] built again'", "exit 1");
		Process run = run();
		assertThat(run.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(output()).contains(
				"Building launcher, embedded-store, discovery-server, api-gateway, message-service", "built again",
				"The build failed");
	}

	@Test
	void buildsTheGatewayAgainWhereTheDescriptionItServesIsNewer() throws Exception {
		for (String module : MODULES) {
			Path target = this.project.resolve(module + "/target");
			Files.createFile(target.resolve(module + ".jar"));
			Files.createFile(target.resolve("built"));
		}
		Files.setLastModifiedTime(this.project.resolve("docs/openapi.json"),
				FileTime.from(Instant.now().plusSeconds(10)));
		maven("exit 1");
		assertThat(run().waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(output()).contains("Building api-gateway (");
	}

	@Test
	void hasNoColoursWhereTheOutputIsNoTerminal() throws Exception {
		maven("exit 1");
		run().waitFor();
		assertThat(output()).doesNotContain("\u001b");
	}

	private void interruptABuild() throws Exception {
		maven("for module in launcher embedded-store discovery-server api-gateway message-service; do",
				"  touch \"$module/target/$module.jar\"", "done", "echo '[INFO] Building letterbox 1'",
				"exec sleep 60");
		Process run = run();
		Awaitility.await().atMost(BOUND).until(() -> output().contains("  letterbox"));
		List<ProcessHandle> children = run.descendants().toList();
		assertThat(children).isNotEmpty();
		interrupt(run);
		assertThat(run.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(run.exitValue()).isEqualTo(130);
		Awaitility.await().atMost(BOUND).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
	}

	private void maven(String... lines) throws IOException {
		Path bin = Files.createDirectories(this.project.resolve("bin"));
		String version = "case \" $* \" in *\" --version \"*) echo 'Apache Maven 3.9.9'; exit 0 ;; esac\n";
		Path mvn = Files.writeString(bin.resolve("mvn"), "#!/bin/sh\n" + version + String.join("\n", lines) + "\n");
		assertThat(mvn.toFile().setExecutable(true)).isTrue();
	}

	private Process run() throws IOException {
		ProcessBuilder builder = new ProcessBuilder("perl", "-e", WITH_SIGINT, this.project.resolve("run").toString())
			.redirectErrorStream(true)
			.redirectOutput(this.project.resolve("output").toFile());
		builder.environment().merge("PATH", "", (path, none) -> this.project.resolve("bin") + ":" + path);
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		builder.environment().remove("LETTERBOX_NO_BUILD");
		Process run = builder.start();
		this.started.add(run);
		return run;
	}

	private String output() throws IOException {
		return Files.readString(this.project.resolve("output"));
	}

	/** To the whole process group, as a terminal does. */
	private static void interrupt(Process leader) throws IOException, InterruptedException {
		assertThat(new ProcessBuilder("kill", "-INT", "--", "-" + leader.pid()).inheritIO().start().waitFor()).isZero();
	}

}
