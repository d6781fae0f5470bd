package dev.letterbox.meshtests.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Config;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.Tools;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * CONTRIBUTING.md names every program that {@code ./test} needs and tests that exist; a
 * number is in one setting only.
 */
class ContributingTests {

	/** What {@link Tools} fetches with, and what CONTRIBUTING.md must name for it. */
	private static final Map<String, String> NEEDED = Map.of("npm", "Node.js", "pip", "Python", "kustomize",
			"kustomize");

	private static final Pattern FETCHED = Pattern.compile("Tools\\.(\\w+)\\((?:\"[\\w-]+\", \"([\\w-]+)\")?");

	private static final Pattern CLASS = Pattern.compile("-D(?:it\\.)?test=([A-Z]\\w+)");

	@Test
	void namesEveryProgramThatTheTestsNeed() throws IOException {
		String document = Program.read(Project.file("CONTRIBUTING.md"));
		Set<String> needed = calls(FETCHED).map((call) -> NEEDED.getOrDefault(call.group(1), word(call.group(2))))
			.collect(Collectors.toSet());
		assertThat(needed).contains("Node.js", "Python", "kustomize", "promtool");
		assertThat(document).containsIgnoringCase("JDK 25").contains("Go 1.24", "PostgreSQL");
		assertThat(needed).allSatisfy((program) -> assertThat(document).containsIgnoringCase(program));
	}

	@Test
	void namesClassesThatExist() throws IOException {
		Set<String> tests = sources("message-service", "mesh-tests")
			.map((file) -> file.getFileName().toString().replace(".java", ""))
			.collect(Collectors.toSet());
		for (String text : List.of("CONTRIBUTING.md", "test")) {
			assertThat(CLASS.matcher(Program.read(Project.file(text))).results().map((result) -> result.group(1)))
				.as(text)
				.isNotEmpty()
				.isSubsetOf(tests);
		}
	}

	@Test
	void theLargestBodyIsInOneSetting() {
		Config gateway = new Config("api-gateway");
		Config replica = new Config("message-service");
		assertThat(gateway.get("/letterbox/max-body").asString()).isEqualTo("512KB");
		assertThat(gateway.get("/letterbox/request-limits/max-body").asString()).isEqualTo("${letterbox.max-body}");
		assertThat(replica.get("/letterbox/http/largest-body").asString()).isEqualTo("${letterbox.max-body}");
	}

	private static Stream<MatchResult> calls(Pattern pattern) throws IOException {
		return sources("mesh-tests").map(Program::read).flatMap((source) -> pattern.matcher(source).results());
	}

	private static Stream<Path> sources(String... modules) throws IOException {
		Stream<Path> all = Stream.empty();
		for (String module : modules) {
			try (Stream<Path> files = Files.walk(Project.file(module).resolve("src/test/java"))) {
				all = Stream.concat(all, files.filter((file) -> file.toString().endsWith(".java")).toList().stream());
			}
		}
		return all;
	}

	private static String word(String program) {
		return (program != null) ? program : "";
	}

}
