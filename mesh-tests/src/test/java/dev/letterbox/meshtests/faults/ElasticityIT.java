package dev.letterbox.meshtests.faults;

import java.time.Duration;

import dev.letterbox.meshtests.history.HistoryChecker;
import dev.letterbox.meshtests.history.Traffic;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** No request fails while replicas are added, removed and restarted. */
@RunsOnMesh(replicas = 3)
class ElasticityIT {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Mesh mesh;

	ElasticityIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void losesNoRequestWhileTheMeshIsScaledAndRestarted() {
		try (Traffic traffic = new Traffic(this.mesh.client())) {
			traffic.start();
			traffic.awaitAcknowledged(200, LIMIT);
			this.mesh.scale(1);
			assertThat(this.mesh.replicas()).hasSize(1);
			traffic.awaitAcknowledged(200, LIMIT);
			this.mesh.restart();
			assertThat(this.mesh.replicas()).hasSize(1);
			traffic.awaitAcknowledged(200, LIMIT);
			this.mesh.scale(3);
			assertThat(this.mesh.replicas()).hasSize(3);
			traffic.awaitAcknowledged(200, LIMIT);
			assertThat(HistoryChecker.check(traffic.finish())).isEmpty();
			assertThat(traffic.exchanges()).filteredOn((it) -> it.reply().status() != 200).isEmpty();
		}
	}

}
