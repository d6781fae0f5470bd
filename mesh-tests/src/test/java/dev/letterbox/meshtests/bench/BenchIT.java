package dev.letterbox.meshtests.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.RunsOnMesh;
import dev.letterbox.meshtests.support.Tools;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The benchmark runs and finds no errors. Its figures mean nothing here.
 */
@RunsOnMesh
class BenchIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private final Mesh mesh;

	BenchIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void measuresARunningMeshAndAPeerAndReportsEachProcess() throws Exception {
		Path report = Program.folder("bench").resolve("report.md");
		// Of the tests' own class path: the script would build it again.
		List<String> command = new ArrayList<>(List.of(Project.JAVA, "-Xmx256m", "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
		Map.ofEntries(Map.entry("letterbox.root", Project.ROOT), Map.entry("letterbox.target", Project.TARGET),
				Map.entry("only", "closed,open,pages"), Map.entry("rounds", 1), Map.entry("seconds", 1),
				Map.entry("warmup", 1), Map.entry("fresh", 1), Map.entry("starts", 1), Map.entry("replicas", 2),
				Map.entry("chats", 20), Map.entry("messages", 20), Map.entry("longest", 2000),
				Map.entry("pull", "body"), Map.entry("url", this.mesh.gateway()), Map.entry("state", this.mesh.state()),
				Map.entry("peer", this.mesh.replicas().getFirst().base()), Map.entry("report", report))
			.forEach((name, value) -> command.add("-D" + name + "=" + value));
		command.add(Bench.class.getName());
		Tools.debian("wrk", "wrk");
		String printed = Program.run(Project.ROOT, LIMIT, command);
		assertThat(Files.readString(report)).isEqualToIgnoringNewLines(printed);
		assertThat(printed).contains("| sends and pulls, 1,000 connections | Letterbox |")
			.contains("| open loop, pull | peer |")
			.contains("## Processor time of peer")
			.contains("message-service-2")
			.contains("last 10 of 2,000, by cursor")
			.containsPattern(
					"\\| sends, 64 connections \\| Letterbox \\|[^|]*\\|[^|]*\\|[^|]*\\|[^|]*\\|[^|]*\\| 0 \\| 0 \\|");
	}

}
