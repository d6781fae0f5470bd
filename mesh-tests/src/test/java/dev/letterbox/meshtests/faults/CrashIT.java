package dev.letterbox.meshtests.faults;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.letterbox.meshtests.history.History;
import dev.letterbox.meshtests.history.HistoryChecker;
import dev.letterbox.meshtests.history.Traffic;
import dev.letterbox.meshtests.history.Traffic.Exchange;
import dev.letterbox.meshtests.history.Workers;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Processes that crash or hang under load: the mesh recovers by itself and keeps its
 * guarantees.
 */
@RunsOnMesh(replicas = 3)
class CrashIT {

	/** The gateway's deadline for a request, and one second more. */
	private static final Duration DEADLINE = Duration.ofSeconds(6);

	private static final Duration RECOVERY = Duration.ofSeconds(60);

	private static final Duration OUTAGE = Duration.ofSeconds(10);

	private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

	private final Mesh mesh;

	CrashIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void losesNothingIfTheStoreIsKilled() {
		assumeThat(Mesh.ownsStore()).as("the store is the mesh's own").isTrue();
		losesNothingIfKilled("store");
	}

	@Test
	void losesNothingIfAReplicaIsKilled() {
		losesNothingIfKilled("message-service-1");
	}

	@Test
	void losesNothingIfStoreAndReplicaAreKilled() {
		assumeThat(Mesh.ownsStore()).as("the store is the mesh's own").isTrue();
		losesNothingIfKilled("store", "message-service-2");
	}

	private void losesNothingIfKilled(String... names) {
		try (Traffic traffic = new Traffic(this.mesh.client())) {
			traffic.start();
			traffic.awaitAcknowledged(500, RECOVERY);
			List<Long> victims = Stream.of(names).map((name) -> this.mesh.process(name).pid()).toList();
			victims.forEach((pid) -> Program.signal("KILL", pid));
			this.mesh.waitUntilServing(RECOVERY);
			traffic.awaitAcknowledged(500, RECOVERY);
			History history = traffic.finish();
			assertThat(HistoryChecker.check(history)).isEmpty();
			assertEveryAnswerIsInTheContract(traffic);
			for (int i = 0; i < names.length; i++) {
				assertThat(this.mesh.process(names[i]).pid()).as("the pid of %s", names[i])
					.isNotEqualTo(victims.get(i));
			}
		}
	}

	@Test
	void answersInTimeWhileTheStoreHangsAndServesAgainAfterwards() {
		assumeThat(Mesh.ownsStore()).as("the store is the mesh's own").isTrue();
		long store = this.mesh.process("store").pid();
		try (Traffic traffic = new Traffic(this.mesh.client())) {
			traffic.start();
			traffic.awaitAcknowledged(500, RECOVERY);
			long gone = System.nanoTime();
			Program.signal("STOP", store);
			try {
				Workers.pause(OUTAGE);
			}
			finally {
				Program.signal("CONT", store);
			}
			long returned = System.nanoTime();
			Workers.pause(BACK_WITHIN.plusSeconds(3));
			History history = traffic.finish();
			assertThat(HistoryChecker.check(history)).isEmpty();
			assertEveryAnswerIsInTheContract(traffic);
			assertThat(traffic.exchanges()).as("requests refused during the outage")
				.anyMatch((it) -> it.begun() > gone && it.begun() < returned && it.reply().status() != 200);
			assertThat(traffic.exchanges()).as("requests from %s after the store's return on", BACK_WITHIN)
				.filteredOn((it) -> it.begun() > returned + BACK_WITHIN.toNanos())
				.isNotEmpty()
				.allMatch((it) -> it.reply().status() == 200);
			assertThat(this.mesh.process("store").pid()).as("the store's pid").isEqualTo(store);
		}
	}

	@Test
	void keepsEverythingOverARestartOfTheMesh() {
		try (Traffic traffic = new Traffic(this.mesh.client())) {
			traffic.start();
			traffic.awaitAcknowledged(300, RECOVERY);
			this.mesh.stop();
			this.mesh.up(3);
			traffic.awaitAcknowledged(300, RECOVERY);
			assertThat(HistoryChecker.check(traffic.finish())).isEmpty();
		}
	}

	private static void assertEveryAnswerIsInTheContract(Traffic traffic) {
		for (Exchange exchange : traffic.exchanges()) {
			if (exchange.reply().status() != 200) {
				Refusals.assertUnavailable(exchange.reply());
			}
			assertThat(exchange.duration()).as("%s", exchange.reply()).isLessThan(DEADLINE);
		}
	}

}
