package dev.letterbox.embeddedstore.collection;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

import dev.letterbox.embeddedstore.encoding.Bytes;

/**
 * Locks on unique keys. Inserts without a common unique key are written concurrently;
 * inserts with a common key wait for each other, so that a duplicate key error is
 * reported only after the first document is on disk.
 */
final class KeyLocks {

	private final Set<Bytes> held = new HashSet<>();

	/**
	 * Locks all keys atomically, so that two inserts cannot deadlock.
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
