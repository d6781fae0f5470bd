package dev.letterbox.meshtests.documents;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.letterbox.meshtests.faults.FaultyProxy;
import dev.letterbox.meshtests.observability.ExposedMetrics;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.RunsOnMesh;
import dev.letterbox.meshtests.support.Tools;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The programs of docs/clients.md work as it says, also if a request is answered 503 and
 * an answer is lost.
 */
@RunsOnMesh
class ClientsDocumentIT {

	private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\R(.*?)```", Pattern.DOTALL);

	private static final Pattern NOTE = Pattern.compile("note-\\d+");

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Mesh mesh;

	private final Client client;

	private final String chat = Client.freshChat("ann", "bob");

	ClientsDocumentIT(Mesh mesh) {
		this.mesh = mesh;
		this.client = mesh.client();
	}

	@ParameterizedTest
	@EnumSource
	void sendsOnceThoughARequestIsRefusedAndAnAnswerLost(Language language) {
		try (FaultyProxy proxy = faultyProxy()) {
			Program.run(Program.folder("client"), LIMIT, language.program(1, proxy, this.chat));
			assertThat(proxy.faultsDue()).isZero();
			assertThat(proxy.keys()).as("the keys of the tries").hasSize(3).containsOnly(proxy.keys().getFirst());
		}
		assertThat(this.client.page(this.chat).messages()).singleElement()
			.satisfies((message) -> assertThat(message.text()).isEqualTo("hi"));
	}

	@ParameterizedTest
	@EnumSource
	void followsAChatWithoutLossOrRepetition(Language language) {
		List<String> notes = sendNotes(0, 5);
		try (FaultyProxy proxy = faultyProxy();
				Program program = Program.start(Program.folder("client"), Map.of(),
						language.program(2, proxy, this.chat))) {
			awaitNotes(program, notes);
			sendNotes(5, 7);
			awaitNotes(program, notes(0, 7));
			assertThat(proxy.faultsDue()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void readsHistoryBackwardsToItsBeginning(Language language) {
		List<String> notes = sendNotes(0, 5);
		try (FaultyProxy proxy = faultyProxy()) {
			String printed = Program.run(Program.folder("client"), LIMIT, language.program(3, proxy, this.chat));
			assertThat(notesIn(printed)).isEqualTo(notes.reversed());
			assertThat(proxy.faultsDue()).isZero();
		}
	}

	@Test
	void followsAllChatsOfAMemberWithoutLossOrRepetition() {
		String ann = Client.firstOf(this.chat);
		List<String> chats = Stream.of("bob", "cat", "dan").map((other) -> ann + ":" + other).toList();
		this.client.stored(chats.getFirst(), "note-0");
		try (FaultyProxy proxy = faultyProxy();
				Program program = Program.start(Program.folder("client"), Map.of(),
						Language.PYTHON.program(4, proxy, this.chat))) {
			awaitNotes(program, notes(0, 1));
			for (int note = 1; note < 12; note++) {
				this.client.stored(chats.get(note % 3), "note-" + note);
			}
			Awaitility.await("all notes are printed")
				.atMost(LIMIT)
				.until(() -> notesIn(program.printed()).size() >= 12);
			awaitListsAreHeld();
			this.client.stored(chats.get(1), "note-12");
			Awaitility.await("the last note is printed")
				.atMost(LIMIT)
				.until(() -> notesIn(program.printed()).contains("note-12"));
			assertThat(notesIn(program.printed())).containsExactlyInAnyOrderElementsOf(notes(0, 13));
			assertThat(proxy.faultsDue()).isZero();
		}
	}

	/** Lists return at once until their last message is some seconds old. */
	private void awaitListsAreHeld() {
		Awaitility.await("a list is held")
			.atMost(LIMIT)
			.until(() -> this.mesh.processes()
				.stream()
				.filter((process) -> process.name().startsWith("message-service"))
				.mapToDouble((process) -> ExposedMetrics.at(process.managementPort()).sum("letterbox_waits"))
				.sum() > 0);
	}

	private FaultyProxy faultyProxy() {
		return new FaultyProxy(this.client, FaultyProxy.Fault.UNAVAILABLE, FaultyProxy.Fault.ANSWER_LOST);
	}

	private List<String> sendNotes(int from, int to) {
		List<String> notes = notes(from, to);
		notes.forEach((note) -> this.client.stored(this.chat, note));
		return notes;
	}

	private static List<String> notes(int from, int to) {
		return IntStream.range(from, to).mapToObj((number) -> "note-" + number).toList();
	}

	private static void awaitNotes(Program program, List<String> notes) {
		Awaitility.await("what the program prints")
			.atMost(LIMIT)
			.failFast("it ended", () -> !program.isRunning())
			.untilAsserted(() -> assertThat(notesIn(program.printed())).as(program.printed()).isEqualTo(notes));
	}

	private static List<String> notesIn(String printed) {
		return NOTE.matcher(printed).results().map(MatchResult::group).toList();
	}

	/**
	 * A language of the document: the mark of its blocks, and the command that runs a
	 * file of them.
	 */
	enum Language {

		CURL("sh", "Letterbox.sh", "bash", "-eu", "-o", "pipefail"),

		JAVA("java", "Letterbox.java", System.getProperty("java.home") + "/bin/java"),

		PYTHON("python", "letterbox.py", "python3"),

		JAVASCRIPT("js", "letterbox.mjs", "node");

		private final String mark;

		private final String file;

		@SuppressWarnings("ImmutableEnumChecker") // List.of
		private final List<String> command;

		Language(String mark, String file, String... command) {
			this.mark = mark;
			this.file = file;
			this.command = List.of(command);
		}

		/**
		 * The command that runs the first block and the numbered one through this proxy,
		 * for this chat, with pages of two.
		 */
		List<String> program(int number, FaultyProxy proxy, String chat) {
			if (this == CURL) {
				Tools.debian("jq", "jq");
			}
			List<String> blocks = BLOCK.matcher(Program.read(Project.file("docs/clients.md")))
				.results()
				.filter((block) -> block.group(1).equals(this.mark))
				.map((block) -> block.group(2))
				.toList();
			assertThat(blocks).as("the parts in %s", this).hasSize((this == PYTHON) ? 5 : 4);
			String code = (blocks.getFirst() + "\n" + blocks.get(number))
				.replace("http://localhost:8080", proxy.address().toString())
				.replace("ann:bob", chat)
				.replace("\"ann\"", '"' + Client.firstOf(chat) + '"')
				.replace("member=ann&", "member=" + Client.firstOf(chat) + "&")
				.replace("limit=100", "limit=2");
			Path file = Program.write(Program.folder("client").resolve(this.file), code);
			return Stream.concat(this.command.stream(), Stream.of(file.toString())).toList();
		}

	}

}
