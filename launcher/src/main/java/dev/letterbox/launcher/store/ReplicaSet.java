package dev.letterbox.launcher.store;

import java.io.IOException;

import dev.letterbox.launcher.process.Probe;

/**
 * Whether a {@code mongod} takes writes, as a replica set of one node that is made the
 * first time it answers.
 */
public final class ReplicaSet implements Probe {

	private static final String NAME = "letterbox";

	private final MongoWire wire;

	private boolean initiated;

	public ReplicaSet(MongoWire wire) {
		this.wire = wire;
	}

	@Override
	public synchronized boolean answers() {
		if (!this.initiated && this.wire.answers()) {
			try {
				this.wire.initiateReplicaSet(NAME);
				this.initiated = true;
			}
			catch (IOException ex) {
				return false;
			}
		}
		return this.wire.isPrimary();
	}

}
