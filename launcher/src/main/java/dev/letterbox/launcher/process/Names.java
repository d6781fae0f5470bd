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

	/** From the store to the gateways; replicas and gateways by their number. */
	static final Comparator<String> ORDER = Comparator.comparingInt(Names::layer)
		.thenComparingInt(Names::number)
		.thenComparing(Comparator.naturalOrder());

	private Names() {
	}

	/** The name of the replica with a number, from 1 on. */
	public static String replica(int number) {
		return REPLICA + "-" + number;
	}

	/** The name of the gateway with a number, from 1 on: the first one has none. */
	public static String gateway(int number) {
		return (number == 1) ? GATEWAY : GATEWAY + "-" + number;
	}

	/** Whether a name is that of a gateway. */
	public static boolean isGateway(String name) {
		return layer(name) == HIGHEST_LAYER;
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
			default -> name.startsWith(GATEWAY) ? HIGHEST_LAYER : 2;
		};
	}

	/** The number of a replica or gateway; 1 if it has none. */
	public static int number(String name) {
		String digits = name.replaceAll("\\D", "");
		return digits.isEmpty() ? 1 : Integer.parseInt(digits);
	}

}
