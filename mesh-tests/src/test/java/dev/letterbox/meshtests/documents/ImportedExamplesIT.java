package dev.letterbox.meshtests.documents;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import dev.letterbox.meshtests.support.Tools;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The files in clients/ work unchanged in the tools that import them. */
@RunsOnMesh
class ImportedExamplesIT {

	private static final Pattern VARIABLE = Pattern.compile("(?m)^@(\\w+) = (.*)$");

	private static final Pattern REQUEST = Pattern
		.compile("(?m)^### (.+)\\R# Answers (\\d+)\\R([A-Z]+) (\\S+)\\R((?:[\\w-]+: .*\\R)*)(?:\\R([^#]*))?");

	private final Mesh mesh;

	private final String chat = Client.freshChat("ann", "bob");

	ImportedExamplesIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void postmanCollectionPassesItsOwnTests() {
		Path newman = Tools.npm("newman@6.2.2").resolve("newman");
		String printed = Program.run(Program.folder("newman"), Duration.ofMinutes(1),
				List.of(newman.toString(), "run", Project.file("clients/letterbox.postman_collection.json").toString(),
						"--env-var", "base=" + this.mesh.gateway(), "--env-var", "chat=" + this.chat, "--env-var",
						"sender=" + Client.firstOf(this.chat), "--color", "off"));
		assertThat(printed).contains("Two mistakes at once").containsPattern("assertions\\W+16\\W+0\\b");
		assertThat(this.mesh.client().page(this.chat).messages()).hasSize(3);
	}

	@Test
	void everyRequestOfTheHttpFileIsAnsweredAsItSays() {
		String file = Program.read(Project.file("clients/letterbox.http"));
		Map<String, String> variables = new LinkedHashMap<>();
		VARIABLE.matcher(file).results().forEach((variable) -> variables.put(variable.group(1), variable.group(2)));
		assertThat(variables).containsOnlyKeys("base", "chat", "sender");
		variables.putAll(Map.of("base", "", "chat", this.chat, "sender", Client.firstOf(this.chat)));
		List<MatchResult> requests = REQUEST.matcher(file).results().toList();
		assertThat(requests).as("every request is understood").hasSize(file.split("###", -1).length - 1);
		for (MatchResult request : requests) {
			String body = (request.group(6) != null) ? filled(request.group(6).strip(), variables) : "";
			Reply reply = this.mesh.client()
				.exchange(request.group(3), filled(request.group(4), variables),
						body.isEmpty() ? null : body.getBytes(StandardCharsets.UTF_8), headers(request.group(5)));
			assertThat(reply.status()).as("%s: %s", request.group(1), reply)
				.isEqualTo(Integer.parseInt(request.group(2)));
		}
		assertThat(this.mesh.client().page(this.chat).messages()).hasSize(3);
	}

	private static String filled(String text, Map<String, String> variables) {
		return Pattern.compile("\\{\\{(\\w+)}}")
			.matcher(text)
			.replaceAll((name) -> Matcher.quoteReplacement(variables.getOrDefault(name.group(1), "?")));
	}

	private static String[] headers(String lines) {
		return lines.lines().flatMap((line) -> List.of(line.split(": ", 2)).stream()).toArray(String[]::new);
	}

}
