package dev.letterbox.standalone.mesh;

import java.util.Comparator;
import java.util.List;

/**
 * The names processes go by.
 */
final class Names {

	static final String STORE = "store";

	static final String DISCOVERY = "discovery-server";

	static final String GATEWAY = "api-gateway";

	static final String REPLICA = "message-service";

	/** What a replica is called until it takes over the name of the one it replaces. */
	private static final String NEXT = ".next";

	/** From the store to the newest replica. */
	static final Comparator<String> ORDER = Comparator.comparingInt(Names::layer)
		.thenComparingInt(Names::number)
		.thenComparing(Comparator.naturalOrder());

	private Names() {
	}

	static String replica(int number) {
		return REPLICA + "-" + number;
	}

	static String next(String name) {
		return name + NEXT;
	}

	static boolean isReplica(String name) {
		return layer(name) == 3;
	}

	/** Where a process stands in the order of starting: what it needs stands lower. */
	static int layer(String name) {
		return List.of(STORE, DISCOVERY, GATEWAY).contains(name) ? List.of(STORE, DISCOVERY, GATEWAY).indexOf(name) : 3;
	}

	private static int number(String name) {
		String digits = name.replaceAll("\\D", "");
		return digits.isEmpty() ? 0 : Integer.parseInt(digits);
	}

}
