package dev.letterbox.embeddedstore;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import dev.letterbox.embeddedstore.storage.StoreUnavailableException;

/**
 * The embedded store as a separate process:
 * {@code java -jar embedded-store.jar --data DIR --address A --port P}. It prints one
 * line when it accepts connections and stops on SIGTERM. It exits when a write has
 * failed, so that a supervisor starts it again.
 */
public final class StoreServer {

	private static final int FAILED_WRITE = 3;

	private StoreServer() {
	}

	/**
	 * Runs until the process is stopped. Exits with 1 if it cannot start and with 2 on
	 * invalid arguments, after one sentence on standard error; with 3 after a failed
	 * write.
	 */
	public static void main(String[] args) {
		// Set explicitly, because Logback does not find it by default on the class path
		// of another module.
		System.getProperties().putIfAbsent("logback.configurationFile", "dev/letterbox/embeddedstore/logback.xml");
		Map<String, String> options = new HashMap<>(Map.of("--address", "127.0.0.1", "--port", "27017",
				"--disk-reserve", String.valueOf(EmbeddedStore.DISK_RESERVE >> 20)));
		for (int i = 0; i + 1 < args.length; i += 2) {
			options.put(args[i], args[i + 1]);
		}
		String data = options.get("--data");
		String port = options.getOrDefault("--port", "");
		String reserve = options.getOrDefault("--disk-reserve", "");
		if (data == null || args.length % 2 != 0 || options.size() > 4 || !port.matches("\\d{1,5}")
				|| !reserve.matches("\\d{1,9}")) {
			System.err.println(
					"Usage: java -jar embedded-store.jar --data DIR [--address A] [--port P]" + " [--disk-reserve MB]");
			System.exit(2);
		}
		else {
			serve(Path.of(data), options.getOrDefault("--address", ""), Integer.parseInt(port),
					Long.parseLong(reserve) << 20);
		}
	}

	private static void serve(Path data, String address, int port, long diskReserve) {
		EmbeddedStore store;
		try {
			store = EmbeddedStore.start(data, address, port, diskReserve);
		}
		catch (StoreUnavailableException ex) {
			System.err.println(ex.getMessage());
			System.exit(1);
			return;
		}
		Runtime.getRuntime().addShutdownHook(new Thread(store::close, "stop"));
		System.out.println("The store serves " + data + " at " + store.uri());
		Throwable failure = store.failure().join();
		System.err.println("The store cannot write any more and exits: " + failure.getMessage());
		// Closing would try to write again.
		Runtime.getRuntime().halt(FAILED_WRITE);
	}

}
