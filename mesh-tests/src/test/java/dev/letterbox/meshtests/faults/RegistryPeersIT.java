package dev.letterbox.meshtests.faults;

import java.time.Duration;

import dev.letterbox.meshtests.faults.Peers.Registry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two registries replicate to each other, and either may crash or hang.
 */
class RegistryPeersIT {

	private static final Duration START_LIMIT = Duration.ofMinutes(3);

	/** Longer than a registry keeps a replica without a renewal. */
	private static final Duration LONG_ENOUGH = Duration.ofSeconds(9);

	private static final Peers PEERS = new Peers();

	@BeforeEach
	void awaitReplication() {
		awaitThatBothKnowTheReplica();
	}

	@AfterAll
	static void stop() {
		PEERS.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void serveWhileOneIsDownAndReplicateToItAfterwards(int which) {
		Registry dead = PEERS.registries().get(which);
		dead.kill();
		try {
			staysServed(PEERS.other(dead));
		}
		finally {
			dead.start();
		}
		awaitThatBothKnowTheReplica();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void serveWhileOneHangs(int which) {
		Registry hanging = PEERS.registries().get(which);
		hanging.suspend();
		try {
			staysServed(PEERS.other(hanging));
		}
		finally {
			hanging.resume();
		}
		awaitThatBothKnowTheReplica();
	}

	/** The other registry keeps the replica, and so does the gateway. */
	private static void staysServed(Registry living) {
		Awaitility.await("the other registry keeps the replica")
			.pollInterval(Duration.ofMillis(200))
			.during(LONG_ENOUGH)
			.atMost(LONG_ENOUGH.plusSeconds(1))
			.until(() -> living.knowsTheReplica() && answersPing());
	}

	private static void awaitThatBothKnowTheReplica() {
		Awaitility.await("both registries know the replica, and the gateway serves")
			.ignoreExceptions()
			.pollInterval(Duration.ofMillis(200))
			.atMost(START_LIMIT)
			.until(() -> PEERS.registries().stream().allMatch(Registry::knowsTheReplica) && answersPing());
	}

	private static boolean answersPing() {
		return PEERS.gateway().get("/ping").status() == 200;
	}

}
