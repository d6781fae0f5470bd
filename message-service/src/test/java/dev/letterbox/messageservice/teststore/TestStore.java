package dev.letterbox.messageservice.teststore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import com.mongodb.ConnectionString;
import com.mongodb.MongoCredential;
import com.mongodb.spi.dns.DnsClient;
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
	 * The address of a database that nothing else uses.
	 */
	public static String uri() {
		String given = System.getenv("MONGODB_URI");
		return withDatabase((given != null) ? given : embedded().uri(), "test-" + UUID.randomUUID(), null);
	}

	/**
	 * The same store with another database. Users are still looked up where they were:
	 * without {@code authSource} that is the database of the connection string.
	 * @param dns resolves a {@code mongodb+srv} address; the driver's own if null
	 */
	static String withDatabase(String uri, String database, @Nullable DnsClient dns) {
		ConnectionString given = new ConnectionString(uri, dns);
		int start = uri.indexOf("://") + 3;
		int end = start;
		while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') {
			end++;
		}
		int query = uri.indexOf('?', end);
		String options = (query < 0) ? "" : uri.substring(query + 1);
		String moved = uri.substring(0, end) + "/" + database + ((query < 0) ? "" : "?" + options);
		MongoCredential user = given.getCredential();
		if (user != null && !user.equals(new ConnectionString(moved, dns).getCredential())) {
			moved += ((query < 0) ? "?" : options.isEmpty() ? "" : "&") + "authSource=" + user.getSource();
		}
		return moved;
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
