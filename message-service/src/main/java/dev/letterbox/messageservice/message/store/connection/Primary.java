package dev.letterbox.messageservice.message.store.connection;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerDescription;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The primary that the driver sees, and its term.
 *
 * @param address its address; null behind routers of a sharded cluster, which hide it
 * @param electionId the term it was elected in; null where the server has no elections
 * @param setVersion the version of the replica set's configuration, or null
 */
record Primary(@Nullable ServerAddress address, @Nullable ObjectId electionId, @Nullable Integer setVersion) {

	private static final Primary ROUTED = new Primary(null, null, null);

	/**
	 * The primary in a description, or null where there is none.
	 */
	static @Nullable Primary of(ClusterDescription cluster) {
		for (ServerDescription server : cluster.getServerDescriptions()) {
			if (server.isPrimary()) {
				boolean routed = cluster.getType() == ClusterType.SHARDED
						|| cluster.getType() == ClusterType.LOAD_BALANCED;
				return routed ? ROUTED
						: new Primary(server.getAddress(), server.getElectionId(), server.getSetVersion());
			}
		}
		return null;
	}

}
