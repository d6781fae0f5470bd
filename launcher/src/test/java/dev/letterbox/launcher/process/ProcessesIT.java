package dev.letterbox.launcher.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.letterbox.launcher.options.Refusal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Supervision, termination and leftovers, with trivial processes.
 */
class ProcessesIT {

	private static final Duration BOUND = Duration.ofSeconds(20);

	private final List<String> notices = new CopyOnWriteArrayList<>();

	private final List<Process> strays = new ArrayList<>();

	private StateFolder state;

	private Fleet fleet;

	@BeforeEach
	void open(@TempDir Path folder) {
		this.state = StateFolder.open(folder);
		this.fleet = new Fleet(this.state, BOUND, Duration.ofSeconds(1), Session.OWN, this.notices::add);
	}

	@AfterEach
	void end() {
		this.fleet.close();
		this.fleet.end(this.fleet.named((any) -> true), this.notices::add);
		this.strays.forEach(Process::destroyForcibly);
	}

	@Test
	void startsAgainWhatDies() {
		Supervised store = this.fleet.launch(spec("store", "echo started; exec sleep 60", () -> true));
		long first = store.pid().orElseThrow();
		Awaitility.await().atMost(BOUND).until(() -> this.state.logTail("store", 9).contains("started"));
		this.fleet.awaitReady(List.of(store), this.notices::add);
		ProcessHandle.of(first).orElseThrow().destroyForcibly();
		Awaitility.await().atMost(BOUND).until(() -> store.pid().filter((pid) -> pid != first).isPresent());
		assertThat(this.state.pid("store")).isEqualTo(store.pid());
		assertThat(this.notices).containsExactly("store is ready on port 1",
				"store (pid %d) ended with exit code 137; it starts again in 0.2 s.".formatted(first));
		Awaitility.await()
			.atMost(BOUND)
			.untilAsserted(() -> assertThat(this.state.logTail("store", 9)).containsExactly("started", "started"));
	}

	@Test
	void doesNotStartAgainWhatItEnded() {
		Supervised store = this.fleet.launch(spec("store", "exec sleep 60", () -> true));
		ProcessHandle process = ProcessHandle.of(store.pid().orElseThrow()).orElseThrow();
		this.fleet.end(List.of(store), this.notices::add);
		assertThat(process.isAlive()).isFalse();
		assertThat(this.state.pid("store")).isEmpty();
		assertThat(this.fleet.rows()).isEmpty();
		assertThat(this.notices).containsExactly("stopping store");
	}

	@Test
	void killsWhatDoesNotEndInTimeAndSaysSo() {
		Supervised replica = this.fleet
			.launch(spec("message-service-1", "trap '' TERM; echo ignores; while :; do sleep 1; done", () -> true));
		Awaitility.await().atMost(BOUND).until(() -> this.state.logTail("message-service-1", 9).contains("ignores"));
		this.fleet.end(List.of(replica), this.notices::add);
		assertThat(replica.pid()).isEmpty();
		assertThat(this.notices).contains("message-service-1 had not ended 1 s after it was asked to, and was killed.");
	}

	@Test
	void showsTheEndOfTheLogOfWhatEndsWhileItStarts() {
		Supervised gateway = this.fleet
			.launch(spec("api-gateway", "printf 'no such bean\\n\\tat frame\\n'; exit 3", () -> false));
		assertThatExceptionOfType(Refusal.class)
			.isThrownBy(() -> this.fleet.awaitReady(List.of(gateway), this.notices::add))
			.withMessageStartingWith("api-gateway ended while it was starting; the end of")
			.withMessageEndingWith("no such bean");
	}

	@Test
	void tellsStartingFromUnready() {
		boolean[] answers = { false };
		Supervised gateway = this.fleet.launch(spec("api-gateway", "exec sleep 60", () -> answers[0]));
		assertThat(gateway.condition()).isEqualTo("starting");
		answers[0] = true;
		assertThat(gateway.condition()).isEqualTo("up");
		answers[0] = false;
		assertThat(gateway.condition()).isEqualTo("unready");
	}

	@Test
	void startsNothingOnceItIsClosed() {
		this.fleet.close();
		assertThatExceptionOfType(Refusal.class)
			.isThrownBy(() -> this.fleet.launch(spec("store", "exec sleep 60", () -> true)))
			.withMessage("The mesh is being stopped.");
		assertThat(this.state.pid("store")).isEmpty();
	}

	@Test
	void endsWhatAKilledSupervisorLeftBehindTheStoreLast() throws IOException {
		Process store = stray("store", this.state.path().toString());
		Process replica = stray("message-service-2", this.state.path().toString());
		Leftovers leftovers = new Leftovers(this.state);
		assertThat(leftovers.names()).containsExactly("message-service-2", "store");
		assertThat(leftovers.end(BOUND, this.notices::add)).isEqualTo(2);
		assertThat(store.isAlive()).isFalse();
		assertThat(replica.isAlive()).isFalse();
		assertThat(this.state.pidNames()).isEmpty();
		assertThat(this.notices).containsExactly(
				"ending message-service-2, left behind by a mesh whose supervisor was killed",
				"ending store, left behind by a mesh whose supervisor was killed");
	}

	@Test
	void doesNotEndAnotherProcessWithAReusedId() throws IOException {
		Process other = stray("store", "/elsewhere");
		Leftovers leftovers = new Leftovers(this.state);
		assertThat(leftovers.names()).isEmpty();
		assertThat(leftovers.end(BOUND, this.notices::add)).isZero();
		assertThat(other.isAlive()).isTrue();
		assertThat(this.state.pidNames()).isEmpty();
	}

	private Process stray(String name, String state) throws IOException {
		Process process = new ProcessBuilder("sh", "-c", "read line", "-Dletterbox.state=" + state).start();
		this.strays.add(process);
		this.state.writePid(name, process.pid());
		return process;
	}

	private static Spec spec(String name, String script, Probe ready) {
		return new Spec(name, List.of("sh", "-c", script), Map.of(), 1, 0, ready);
	}

}
