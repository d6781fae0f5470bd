package dev.letterbox.meshtests.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README's examples do what it says. An {@code sh} block right after the line
 * {@code <!-- run -->} is run as it stands, at the port of this test's mesh; a block
 * right after {@code <!-- prints -->} is what the one before it prints, where each
 * {@code send_time} is any number, each {@code request_id} any text, and a line {@code …}
 * stands for any lines.
 */
@RunsOnMesh
class ReadmeIT {

	private static final Pattern BLOCK = Pattern.compile("<!-- (run|prints) -->\\s*\\R```(\\w*)\\R(.*?)\\R?```",
			Pattern.DOTALL);

	private static final Pattern SHELL = Pattern.compile("```sh\\R(.*?)\\R?```", Pattern.DOTALL);

	private static final Pattern SEND_TIME = Pattern.compile("(\"send_time\"\\s*:\\s*)\\d+");

	private static final Pattern REQUEST_ID = Pattern.compile("(\"request_id\"\\s*:\\s*)\"[^\"]*\"");

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final Mesh mesh;

	ReadmeIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void readmesExamplesRunAndPrintWhatItSays() throws IOException {
		String readme = Files.readString(Project.file("README.md"));
		Matcher blocks = BLOCK.matcher(readme);
		List<String> ran = new ArrayList<>();
		String printed = "";
		while (blocks.find()) {
			String content = blocks.group(3);
			if (blocks.group(1).equals("run")) {
				assertThat(blocks.group(2)).as("the kind of the block %s", content).isEqualTo("sh");
				String script = content.replace("localhost:8080", this.mesh.gateway().getAuthority());
				printed = Program.run(Project.ROOT, LIMIT,
						List.of("bash", "-eu", "-o", "pipefail", "-c", "exec 2>&1\n" + script));
				ran.add(content);
			}
			else {
				assertThat(ran).as("what prints '%s'", content).isNotEmpty();
				assertThat(normalized(printed)).as("what %s prints", ran.getLast())
					.matches(Pattern.compile(expected(content), Pattern.DOTALL));
			}
		}
		assertThat(String.join("\n", ran)).as("the README's examples that are run")
			.contains("curl", "/api/send", "/api/pull", "Idempotency-Key");
		assertThat(SHELL.matcher(readme).results().map((it) -> it.group(1)).filter((it) -> it.contains("curl ")))
			.as("the README's examples with curl are all run")
			.isEqualTo(ran);
	}

	private static String normalized(String output) {
		String timeless = SEND_TIME.matcher(output.replace("\r", "").strip()).replaceAll("$1…");
		return REQUEST_ID.matcher(timeless).replaceAll("$1…");
	}

	/** A regular expression for this output. */
	private static String expected(String output) {
		return Stream.of(normalized(output).split("\n", -1))
			.map((line) -> line.strip().equals("…") ? ".*" : Pattern.quote(line))
			.reduce((one, other) -> one + "\n" + other)
			.orElse("");
	}

}
