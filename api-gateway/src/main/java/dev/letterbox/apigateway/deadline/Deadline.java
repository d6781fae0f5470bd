package dev.letterbox.apigateway.deadline;

/**
 * An action that runs at a certain time, unless it is cancelled before.
 */
public interface Deadline {

	/** A deadline that never comes. */
	Deadline NONE = () -> {
	};

	/**
	 * Prevents the action, if it has not run yet.
	 */
	void cancel();

}
