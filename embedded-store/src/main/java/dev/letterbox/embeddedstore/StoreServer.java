package dev.letterbox.embeddedstore;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.letterbox.embeddedstore.storage.StoreUnavailableException;

/**
 * The embedded store as a separate process:
 * {@code java -jar embedded-store.jar --data DIR --address A --port P}. It prints one
 * line when it accepts connections and stops on SIGTERM.
 */
public final class StoreServer {

	private StoreServer() {
	}

	/**
	 * Runs until the process is stopped. Exits with 1 if it cannot start and with 2 on
	 * invalid arguments, after one sentence on standard error.
	 */
	public static void main(String[] args) throws InterruptedException {
		// Set explicitly, because Logback does not find it by default on the class path
		// of another module.
		System.getProperties().putIfAbsent("logback.configurationFile", "dev/letterbox/embeddedstore/logback.xml");
		Map<String, String> options = new HashMap<>(Map.of("--address", "127.0.0.1", "--port", "27017"));
		for (int i = 0; i + 1 < args.length; i += 2) {
			options.put(args[i], args[i + 1]);
		}
		String data = options.get("--data");
		String port = options.getOrDefault("--port", "");
		if (data == null || args.length % 2 != 0 || options.size() > 3 || !port.matches("\\d{1,5}")) {
			System.err.println("Usage: java -jar embedded-store.jar --data DIR [--address A] [--port P]");
			System.exit(2);
		}
		else {
			serve(Path.of(data), options.getOrDefault("--address", ""), Integer.parseInt(port));
		}
	}

	private static void serve(Path data, String address, int port) throws InterruptedException {
		EmbeddedStore store;
		try {
			store = EmbeddedStore.start(data, address, port);
		}
		catch (StoreUnavailableException ex) {
			System.err.println(ex.getMessage());
			System.exit(1);
			return;
		}
		Runtime.getRuntime().addShutdownHook(new Thread(store::close, "stop"));
		System.out.println("The store serves " + data + " at " + store.uri());
		new CountDownLatch(1).await();
	}

}
