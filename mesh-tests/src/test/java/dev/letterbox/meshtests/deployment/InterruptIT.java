package dev.letterbox.meshtests.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ctrl-C stops {@code ./run} and every process that it has started, at any time.
 */
class InterruptIT {

	private static final Duration BOUND = Duration.ofMinutes(3);

	/** Restores the default handling of SIGINT, which a background job may ignore. */
	private static final String DEFAULT_SIGINT = "$SIG{INT} = 'DEFAULT'; exec @ARGV";

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path state;

	private @Nullable Program program;

	private final List<ProcessHandle> seen = new ArrayList<>();

	@AfterEach
	void end() {
		this.seen.forEach(ProcessHandle::destroyForcibly);
	}

	@Test
	void duringTheStart() throws Exception {
		Program run = run();
		awaitOutput(" is ready on port ");
		interrupt(run);
		assertEndedWithEverything(run);
	}

	@Test
	void duringAStartInTheBackground() throws Exception {
		Program run = run("-d");
		awaitOutput(" is ready on port ");
		interrupt(run);
		assertEndedWithEverything(run);
	}

	@Test
	void twiceWhileAReplicaHangs() throws Exception {
		Program run = run("--stop-timeout", "2");
		awaitOutput("Ctrl-C ends it.");
		Program.signal("STOP", process("message-service-1").orElseThrow().pid());
		interrupt(run);
		awaitOutput("stopping api-gateway");
		interrupt(run);
		assertEndedWithEverything(run);
		assertThat(output()).contains("message-service-1 had not ended 2 s after it was asked to, and was killed.");
	}

	private Program run(String... more) {
		List<String> command = new ArrayList<>(
				List.of("perl", "-e", DEFAULT_SIGINT, Project.file("run").toString(), "--no-build", "--replicas", "1",
						"--port", "0", "--discovery-port", "0", "--state", this.state.toString()));
		command.addAll(List.of(more));
		this.program = Program.start(Project.ROOT, Map.of(), command);
		this.seen.add(this.program.handle());
		return this.program;
	}

	private static void interrupt(Program run) {
		Program.signal("INT", run.handle().pid());
	}

	private void awaitOutput(String text) {
		Awaitility.await(text).atMost(BOUND).until(() -> output().contains(text));
	}

	private void assertEndedWithEverything(Program run) throws Exception {
		assertThat(this.seen).as("the processes seen").hasSizeGreaterThan(1);
		assertThat(run.endsWithin(BOUND)).as("./run ends; it printed %s", output()).isTrue();
		assertThat(run.exitValue()).isEqualTo(130);
		assertThat(this.seen).noneMatch(ProcessHandle::isAlive);
		try (Stream<Path> files = Files.list(this.state)) {
			assertThat(files.map(Path::getFileName).map(Path::toString).filter((name) -> name.endsWith(".pid")))
				.isEmpty();
		}
	}

	/** The output so far; also remembers every process that has a PID file. */
	private String output() throws IOException {
		try (Stream<Path> files = Files.list(this.state)) {
			files.map(Path::getFileName)
				.map(Path::toString)
				.filter((name) -> name.endsWith(".pid"))
				.flatMap((name) -> process(name.replace(".pid", "")).stream())
				.filter((process) -> !this.seen.contains(process))
				.forEach(this.seen::add);
		}
		return Objects.requireNonNull(this.program).printedAndErrors();
	}

	private Optional<ProcessHandle> process(String name) {
		try {
			return ProcessHandle.of(Long.parseLong(Files.readString(this.state.resolve(name + ".pid")).strip()));
		}
		catch (IOException | NumberFormatException ex) {
			// Deleted, or not completely written yet.
			return Optional.empty();
		}
	}

}
