package dev.letterbox.meshtests.history;

import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.RunsOnMesh;

/**
 * The same with a gateway that sends the requests of each chat to all replicas.
 */
@RunsOnMesh(replicas = 3, affinity = false)
class RandomBalancingHistoryIT extends ConcurrencyIT {

	RandomBalancingHistoryIT(Mesh mesh) {
		super(mesh);
	}

}
