package dev.letterbox.launcher.process;

import java.time.Duration;

/**
 * How long to wait before a process that died is started again: 0.2 s, doubled each time
 * up to 10 s, and small again once the process had run well for 10 s.
 */
final class RestartDelay {

	private static final Duration FIRST = Duration.ofMillis(200);

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private static final Duration RAN_WELL = Duration.ofSeconds(10);

	private Duration next = FIRST;

	/**
	 * The delay after a run of the given length.
	 */
	synchronized Duration after(Duration run) {
		if (run.compareTo(RAN_WELL) >= 0) {
			this.next = FIRST;
		}
		Duration delay = this.next;
		Duration doubled = delay.multipliedBy(2);
		this.next = (doubled.compareTo(LONGEST) < 0) ? doubled : LONGEST;
		return delay;
	}

}
