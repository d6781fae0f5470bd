package dev.letterbox.embeddedstore.collection;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

import dev.letterbox.embeddedstore.encoding.Bytes;

/**
 * Lets inserts that have no unique key in common go to the disk side by side, and makes
 * those that have one wait for each other: the second is told about a duplicate only when
 * the first is on disk.
 */
final class KeyLocks {

	private final Set<Bytes> held = new HashSet<>();

	/**
	 * Takes all keys at once, so that no two inserts can wait for each other.
	 */
	synchronized void acquire(Collection<Bytes> keys) {
		boolean interrupted = false;
		while (!Collections.disjoint(this.held, keys)) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		this.held.addAll(keys);
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	synchronized void release(Collection<Bytes> keys) {
		keys.forEach(this.held::remove);
		notifyAll();
	}

}
