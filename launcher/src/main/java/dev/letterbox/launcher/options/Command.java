package dev.letterbox.launcher.options;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The commands of {@code ./run}; START is the one without a word.
 */
public enum Command {

	START(0, 0, ""),

	SCALE(1, 1, "the number of replicas wanted, as in: ./run scale 3"),

	RESTART(0, 1, "at most the name of one process"),

	STATUS(0, 0, "no further word"),

	LOGS(1, 1, "the name of a process, as in: ./run logs api-gateway"),

	STOP(0, 0, "no further word"),

	TRAIN(0, 0, "no further word");

	private final int least;

	private final int most;

	private final String wanted;

	Command(int least, int most, String wanted) {
		this.least = least;
		this.most = most;
		this.wanted = wanted;
	}

	/** The word on the command line. */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	void checkArguments(int count) {
		if (count < this.least || count > this.most) {
			throw Refusal.misused("./run " + word() + " takes " + this.wanted + ".");
		}
	}

	static Optional<Command> of(String word) {
		return Arrays.stream(values()).filter((command) -> command.word().equals(word)).findFirst();
	}

}
