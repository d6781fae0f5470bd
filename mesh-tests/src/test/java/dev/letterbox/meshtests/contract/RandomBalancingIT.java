package dev.letterbox.meshtests.contract;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Nested;

/**
 * The parts of the contract that depend on what a replica remembers of a chat, once more
 * with requests that go to random replicas: no promise may depend on chat affinity.
 */
@RunsOnMesh(affinity = false)
class RandomBalancingIT {

	@Nested
	@RunsOnMesh(affinity = false)
	class Sends extends SendContractIT {

		Sends(Client client) {
			super(client);
		}

	}

	@Nested
	@RunsOnMesh(affinity = false)
	class Pulls extends PullContractIT {

		Pulls(Client client) {
			super(client);
		}

	}

	@Nested
	@RunsOnMesh(affinity = false)
	class Chats extends ChatsContractIT {

		Chats(Client client) {
			super(client);
		}

	}

	@Nested
	@RunsOnMesh(affinity = false)
	class Idempotency extends IdempotencyContractIT {

		Idempotency(Mesh mesh) {
			super(mesh);
		}

	}

	@Nested
	@RunsOnMesh(affinity = false)
	class Waits extends WaitContractIT {

		Waits(Mesh mesh) {
			super(mesh);
		}

	}

	@Nested
	@RunsOnMesh(affinity = false)
	class ChatNews extends ChatNewsContractIT {

		ChatNews(Mesh mesh) {
			super(mesh);
		}

	}

}
