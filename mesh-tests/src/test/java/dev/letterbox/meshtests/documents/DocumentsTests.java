package dev.letterbox.meshtests.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Project;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The links of the documents lead to files and headings that exist, and the project's
 * commands, subcommands and options exist.
 */
class DocumentsTests {

	private static final Set<String> FOREIGN = Set.of("target", "node_modules", ".git", ".run", ".tools");

	private static final Pattern CODE_BLOCK = Pattern.compile("^ *```.*?^ *```", Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

	private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*?) *$", Pattern.MULTILINE);

	/** A call of a program of the project, with its arguments. */
	private static final Pattern COMMAND = Pattern
		.compile("(?<![\\w./-])(\\./(?:run|test)|(?:mesh-tests|docker|k8s|jmeter)/[a-z-]+)(?![\\w./-])([^`|;&\\n(]*)");

	private static final Pattern OPTION = Pattern.compile("(?<=^| )(--?[a-z-]+)");

	private static final Pattern SUBCOMMAND = Pattern.compile("^ ([a-z]+)\\b");

	static List<Path> documents() throws IOException {
		try (Stream<Path> files = Files.walk(Project.ROOT)) {
			return files.filter((file) -> file.toString().endsWith(".md"))
				.filter((file) -> Stream.of(Project.ROOT.relativize(file).toString().split("/", -1))
					.noneMatch(FOREIGN::contains))
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("documents")
	void linksLeadToFilesAndHeadings(Path document) throws IOException {
		String text = CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
		List<String> broken = new ArrayList<>();
		for (String link : found(LINK, text)) {
			if (link.startsWith("https:") || link.startsWith("http:") || link.startsWith("../../actions/")) {
				continue;
			}
			String[] parts = link.split("#", 2);
			Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
			if (!Files.exists(target) || (parts.length == 2 && !anchors(target).contains(parts[1]))) {
				broken.add(link);
			}
		}
		assertThat(broken).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("documents")
	void commandsOfTheProjectExist(Path document) throws IOException {
		Set<String> wrong = new TreeSet<>();
		for (MatchResult call : COMMAND.matcher(Files.readString(document)).results().toList()) {
			Path program = Project.ROOT.resolve(call.group(1)).normalize();
			if (Files.isDirectory(program)) {
				continue;
			}
			if (!Files.isExecutable(program)) {
				wrong.add(call.group());
			}
			else if (!call.group(1).equals("./test")) { // whose options are Maven's
				wrong.addAll(unknown(program, call.group(2)));
			}
		}
		assertThat(wrong).isEmpty();
	}

	/**
	 * Subcommands and options of a call that neither the program nor its help contains.
	 */
	private static List<String> unknown(Path program, String arguments) throws IOException {
		boolean run = program.equals(Project.file("run"));
		String known = Files.readString(run ? Project.file("launcher/src/main/sh/help.txt") : program);
		List<String> words = found(OPTION, arguments);
		words.addAll(found(SUBCOMMAND, arguments));
		words.removeIf((word) -> word.equals("--help")
				|| Pattern.compile("(?<![\\w-])" + word + "(?![\\w-])").matcher(known).find());
		return words;
	}

	private static List<String> found(Pattern pattern, String text) {
		return pattern.matcher(text)
			.results()
			.map((result) -> result.group(1))
			.collect(Collectors.toCollection(ArrayList::new));
	}

	/** The names under which GitHub links to the headings of a document. */
	private static List<String> anchors(Path document) throws IOException {
		String text = CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
		return found(HEADING, text).stream()
			.map((heading) -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
			.toList();
	}

}
