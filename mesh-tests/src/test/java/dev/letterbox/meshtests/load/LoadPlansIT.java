package dev.letterbox.meshtests.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.letterbox.meshtests.faults.FaultyProxy;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The plans of {@code jmeter/} pass on a correct mesh and fail on wrong answers.
 */
@RunsOnMesh
class LoadPlansIT {

	/** Includes the download of JMeter. */
	private static final Duration LIMIT = Duration.ofMinutes(10);

	private final Mesh mesh;

	LoadPlansIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void smokeFindsEveryAnswerRight() {
		assertRight("smoke", run("smoke", this.mesh.gateway().getPort()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "load", "stress" })
	void trafficFindsEveryAnswerRight(String plan) {
		assertRight(plan, briefly(plan, this.mesh.gateway().getPort()));
	}

	@Test
	void followPrintsHowSoonMessagesArrive() {
		String output = follow(this.mesh.gateway().getPort());
		assertRight("follow", output);
		assertThat(output).containsPattern("(?m)^delivery: \\d+ messages or pages, p50 \\d+ ms, p99 \\d+ ms");
	}

	private static String follow(int port) {
		return run("follow", port, "--receivers", "4", "--threads", "2", "--ramp", "0", "--duration", "3", "--rate",
				"20", "--wait", "2");
	}

	@Test
	void scalePrintsTheRatesOfEachNumberOfReplicas() {
		String output = briefly("scale", this.mesh.gateway().getPort(), "--settle", "0", "--replicas", "2-3",
				"--scaler", "test -n \"$N\"");
		assertRight("scale", output);
		assertThat(output).containsPattern("(?m)^ +2 +\\d+ +\\d+ .* 0 +0$").containsPattern("(?m)^ +3 +\\d+ +\\d+ ");
	}

	@Test
	void scaleFailsIfTheMeshCannotBeScaled() {
		assertThatThrownBy(() -> briefly("scale", this.mesh.gateway().getPort(), "--scaler", "false"))
			.isInstanceOf(AssertionError.class)
			.hasMessageContaining("exited with 1")
			.hasMessageContaining("scale to 1");
	}

	@ParameterizedTest
	@MethodSource("wrongAnswers")
	void aWrongAnswerFailsTheRun(String plan, String wrong, UnaryOperator<String> change, String complaint) {
		try (FaultyProxy proxy = new FaultyProxy(this.mesh.client(), change)) {
			assertThatThrownBy(() -> {
				if (plan.equals("smoke")) {
					run(plan, proxy.address().getPort());
				}
				else if (plan.equals("follow")) {
					follow(proxy.address().getPort());
				}
				else {
					run(plan, proxy.address().getPort(), "--threads", "4", "--ramp", "0", "--chats", "3", "--loops",
							"100", "--duration", "300");
				}
			}).as(wrong)
				.isInstanceOf(AssertionError.class)
				.hasMessageContaining("exited with 1")
				.hasMessageContaining(complaint);
		}
	}

	static Stream<Arguments> wrongAnswers() {
		UnaryOperator<String> otherText = (page) -> page.replaceAll("\"text\":\"[0-9a-f]", "\"text\":\"x");
		UnaryOperator<String> otherSender = (page) -> page.replace("\"sender\":\"", "\"sender\":\"x");
		UnaryOperator<String> oneOff = (page) -> page.replace("\"position\":", "\"position\":1");
		return Stream.of(Arguments.of("smoke", "another text", otherText, "  pull,200"),
				Arguments.of("smoke", "another position", oneOff, "$.messages[*].position"),
				Arguments.of("follow", "another text", otherText, "has not the text it was sent with"),
				Arguments.of("follow", "another position", oneOff, "not what follows position"),
				Arguments.of("load", "another text", otherText, "has not the text and sender it was sent with"),
				Arguments.of("load", "another sender", otherSender, "has not the text and sender it was sent with"),
				Arguments.of("load", "another position", oneOff, "is not where it was stored"));
	}

	private static void assertRight(String plan, String output) {
		Path report = folder(plan).resolve("report/index.html");
		assertThat(output).contains("Err:     0 (0.00%)").endsWith("Report: " + report + System.lineSeparator());
		assertThat(report).isNotEmptyFile();
	}

	private static String briefly(String plan, int port, String... options) {
		List<String> all = new ArrayList<>(List.of("--threads", "4", "--ramp", "0", "--duration", "3", "--chats", "3"));
		all.addAll(List.of(options));
		return run(plan, port, all.toArray(new String[0]));
	}

	private static String run(String plan, int port, String... options) {
		List<String> command = new ArrayList<>(
				List.of(Project.file("jmeter/run").toString(), plan, "--out", folder(plan).toString(), "--port"));
		command.add(String.valueOf(port));
		command.addAll(List.of(options));
		return Program.run(Project.ROOT, LIMIT, Map.of("JVM_ARGS", "-XX:TieredStopAtLevel=1"), command);
	}

	private static Path folder(String plan) {
		return Project.TARGET.resolve("jmeter").resolve(plan);
	}

}
