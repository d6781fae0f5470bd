package dev.letterbox.launcher.options;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The numbers a user may set, as an option or in the environment, with default and range.
 */
public enum Setting {

	REPLICAS(2, 1, 100),

	GATEWAYS(1, 1, 10),

	/**
	 * The API's port, of the first gateway; 0 is any free one, as for the other ports.
	 */
	PORT(8080, 0, 65535),

	DISCOVERY_PORT(8761, 0, 65535),

	STORE_PORT(0, 0, 65535),

	/** Heap in MiB, as for the other kinds of process. */
	STORE_MEMORY(256, 32, 1 << 20),

	DISCOVERY_MEMORY(128, 32, 1 << 20),

	GATEWAY_MEMORY(256, 32, 1 << 20),

	REPLICA_MEMORY(512, 32, 1 << 20),

	/** Seconds a start, or one step of scaling and restarting, may take. */
	START_TIMEOUT(120, 1, 3600),

	/** Seconds a process may take to finish what it has accepted. */
	STOP_TIMEOUT(30, 1, 3600);

	private final int byDefault;

	private final int least;

	private final int most;

	Setting(int byDefault, int least, int most) {
		this.byDefault = byDefault;
		this.least = least;
		this.most = most;
	}

	/** The name of the option, with its dashes. */
	public String option() {
		return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	String variable() {
		return "LETTERBOX_" + name();
	}

	int byDefault() {
		return this.byDefault;
	}

	/** The value a text stands for, or a refusal that names where the text came from. */
	public int parse(String source, String text) {
		try {
			int value = Integer.parseInt(text);
			if (value >= this.least && value <= this.most) {
				return value;
			}
		}
		catch (NumberFormatException ex) {
			// Refused below, like a number out of range.
		}
		throw Refusal.misused(
				"%s must be a whole number from %d to %d, not \"%s\".".formatted(source, this.least, this.most, text));
	}

	static Optional<Setting> of(String option) {
		return Arrays.stream(values()).filter((setting) -> setting.option().equals(option)).findFirst();
	}

}
