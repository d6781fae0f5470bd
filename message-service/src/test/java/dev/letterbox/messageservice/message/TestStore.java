package dev.letterbox.messageservice.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import dev.letterbox.embeddedstore.EmbeddedStore;
import org.jspecify.annotations.Nullable;

/**
 * The store that tests talk to, over its wire protocol: what {@code MONGODB_URI} names,
 * else the embedded one. Every caller gets a database of its own.
 */
public final class TestStore {

	private static @Nullable EmbeddedStore embedded;

	private TestStore() {
	}

	/**
	 * The address of a database that nobody else uses.
	 */
	public static String uri() {
		String given = System.getenv("MONGODB_URI");
		return withDatabase((given != null) ? given : embedded().uri(), "test-" + UUID.randomUUID());
	}

	private static String withDatabase(String uri, String database) {
		int query = uri.indexOf('?');
		String base = (query < 0) ? uri : uri.substring(0, query);
		int slash = base.indexOf('/', "mongodb://".length());
		String host = (slash < 0) ? base : base.substring(0, slash);
		return host + "/" + database + ((query < 0) ? "" : uri.substring(query));
	}

	private static synchronized EmbeddedStore embedded() {
		EmbeddedStore running = embedded;
		if (running == null) {
			try {
				Path data = Files.createTempDirectory("letterbox-store");
				running = EmbeddedStore.start(data, "127.0.0.1", 0);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			embedded = running;
		}
		return running;
	}

}
