package dev.letterbox.launcher.process;

import java.util.Comparator;

/**
 * The names of processes.
 */
public final class Names {

	public static final String STORE = "store";

	public static final String DISCOVERY = "discovery-server";

	public static final String GATEWAY = "api-gateway";

	public static final String REPLICA = "message-service";

	static final int HIGHEST_LAYER = 3;

	/** The suffix of a replica until it takes over the name of the one it replaces. */
	private static final String NEXT = ".next";

	/** From the store to the gateway; replicas by their number. */
	static final Comparator<String> ORDER = Comparator.comparingInt(Names::layer)
		.thenComparingInt(Names::number)
		.thenComparing(Comparator.naturalOrder());

	private Names() {
	}

	/** The name of the replica with a number, from 1 on. */
	public static String replica(int number) {
		return REPLICA + "-" + number;
	}

	/** The name of a replica that is to replace another one. */
	public static String next(String name) {
		return name + NEXT;
	}

	/** Whether a name is that of a replica. */
	public static boolean isReplica(String name) {
		return layer(name) == 2;
	}

	/** The layer of a process: those it depends on have lower ones. */
	static int layer(String name) {
		return switch (name) {
			case STORE -> 0;
			case DISCOVERY -> 1;
			case GATEWAY -> 3;
			default -> 2;
		};
	}

	private static int number(String name) {
		String digits = name.replaceAll("\\D", "");
		return digits.isEmpty() ? 0 : Integer.parseInt(digits);
	}

}
