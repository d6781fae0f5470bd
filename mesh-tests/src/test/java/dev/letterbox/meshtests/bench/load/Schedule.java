package dev.letterbox.meshtests.bench.load;

import java.time.Duration;

/**
 * When requests are due, at a constant rate.
 *
 * @param perSecond the rate; infinite where every request is due at once
 * @param count the number of requests
 */
public record Schedule(double perSecond, long count) {

	public Schedule {
		if (!(perSecond > 0) || count < 1) {
			throw new IllegalArgumentException(count + " requests at " + perSecond + "/s");
		}
	}

	/** A constant rate for some time. */
	public static Schedule constant(double perSecond, Duration duration) {
		return new Schedule(perSecond, Math.max(1, Math.round(perSecond * duration.toMillis() / 1e3)));
	}

	/** As fast as the connections take them. */
	public static Schedule atOnce(long count) {
		return new Schedule(Double.POSITIVE_INFINITY, count);
	}

	/** Nanoseconds from the start at which a request is due, by its number from 0. */
	long dueNanos(long number) {
		return (long) (number * 1e9 / this.perSecond);
	}

}
