package dev.letterbox.meshtests.observability;

import java.util.List;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which replicas store the messages of a chat, as their metrics show.
 */
@RunsOnMesh
class ChatAffinityIT {

	private static final int SENDS = 30;

	@Test
	void theSendsOfAChatMeetAtOneReplica(Mesh mesh) {
		assertThat(sendsOfEachReplica(mesh)).containsExactlyInAnyOrder(SENDS, 0);
	}

	private static List<Integer> sendsOfEachReplica(Mesh mesh) {
		List<Double> before = stored(mesh);
		String chat = Client.freshChat();
		for (int i = 0; i < SENDS; i++) {
			mesh.client().stored((i % 2 == 0) ? chat : Client.secondOf(chat) + ":" + Client.firstOf(chat), "text");
		}
		List<Double> after = stored(mesh);
		return List.of((int) (after.get(0) - before.get(0)), (int) (after.get(1) - before.get(1)));
	}

	private static List<Double> stored(Mesh mesh) {
		return mesh.processes()
			.stream()
			.filter((process) -> process.name().startsWith("message-service"))
			.map((process) -> ExposedMetrics.at(process.managementPort())
				.sum("letterbox_sends_total", "result=\"stored\""))
			.toList();
	}

	@Nested
	@RunsOnMesh(affinity = false)
	class RandomBalancing {

		@Test
		void theSendsOfAChatReachAllReplicas(Mesh mesh) {
			assertThat(sendsOfEachReplica(mesh)).allMatch((sends) -> sends > 0);
		}

	}

}
