package dev.letterbox.meshtests.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.letterbox.meshtests.history.HistoryChecker;
import dev.letterbox.meshtests.resilience.FaultLoad.Outcome;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two gateways that are restarted one after the other, under loads that ask the other one
 * where a connection fails.
 */
@RunsOnMesh(gateways = 2, shared = false)
class GatewayPairIT {

	private static final int PER_SECOND = 30;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Mesh mesh;

	GatewayPairIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void noRequestFailsWhileEachIsRestarted() {
		List<Client> gateways = this.mesh.gateways();
		Client one = gateways.getFirst();
		Client other = gateways.getLast();
		assertThat(gateways).hasSize(2);
		try (FaultLoad first = new FaultLoad(one.orElse(other), PER_SECOND);
				FaultLoad second = new FaultLoad(other.orElse(one), PER_SECOND)) {
			first.start();
			second.start();
			for (String name : List.of("api-gateway", "api-gateway-2")) {
				first.awaitSuccesses(3 * PER_SECOND, LIMIT);
				second.awaitSuccesses(3 * PER_SECOND, LIMIT);
				this.mesh.restart(name);
			}
			first.awaitSuccesses(3 * PER_SECOND, LIMIT);
			assertThat(HistoryChecker.check(first.finish())).isEmpty();
			assertThat(HistoryChecker.check(second.finish())).isEmpty();
			List<Outcome> outcomes = new ArrayList<>(first.outcomes());
			outcomes.addAll(second.outcomes());
			assertThat(outcomes).hasSizeGreaterThan(12 * PER_SECOND).allMatch(Outcome::isSuccess);
		}
	}

}
