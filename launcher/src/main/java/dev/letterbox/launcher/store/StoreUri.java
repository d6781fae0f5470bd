package dev.letterbox.launcher.store;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.letterbox.launcher.options.Refusal;

/**
 * The connection string of an external MongoDB.
 */
public final class StoreUri {

	/** What is used where the string names no database. */
	static final String DATABASE = "letterbox";

	private static final Pattern FORM = Pattern
		.compile("(mongodb(?:\\+srv)?://)([^/?@]+@)?([^/?@]+)(?:/([^?]*))?(\\?.*)?");

	private static final int DEFAULT_PORT = 27017;

	private static final int BOUND_MILLIS = 3000;

	private final String scheme;

	private final String credentials;

	private final String hosts;

	private final String database;

	private final String query;

	public StoreUri(String text) {
		Matcher matcher = FORM.matcher(text.strip());
		if (!matcher.matches()) {
			throw Refusal.misused("MONGODB_URI must be a connection string such as mongodb://host:27017/letterbox.");
		}
		this.scheme = group(matcher, 1);
		this.credentials = group(matcher, 2);
		this.hosts = group(matcher, 3);
		this.database = group(matcher, 4);
		this.query = group(matcher, 5);
	}

	/** The whole string, with a database. */
	public String text() {
		if (!this.database.isEmpty()) {
			return this.scheme + this.credentials + this.hosts + "/" + this.database + this.query;
		}
		// Naming a database would also move where the user is looked up.
		boolean moved = !this.credentials.isEmpty() && !this.query.contains("authSource=")
				&& !this.query.contains("authMechanism=");
		String source = moved ? (this.query.isEmpty() ? "?" : "&") + "authSource=admin" : "";
		return this.scheme + this.credentials + this.hosts + "/" + DATABASE + this.query + source;
	}

	/** What may be shown: no user, no password. */
	public String shown() {
		return this.scheme + this.hosts;
	}

	/**
	 * Refuses a store none of whose hosts accepts a connection. A name that stands for a
	 * list of hosts (mongodb+srv) is left to the driver.
	 */
	public void checkReachable() {
		if (!this.scheme.contains("srv") && hosts().stream().noneMatch(StoreUri::accepts)) {
			throw Refusal.failed("MONGODB_URI names " + shown() + ", which accepts no connection.");
		}
	}

	private List<InetSocketAddress> hosts() {
		return Arrays.stream(this.hosts.split(",")).map(StoreUri::address).toList();
	}

	private static InetSocketAddress address(String host) {
		int colon = host.lastIndexOf(':');
		try {
			return (colon > host.lastIndexOf(']'))
					? new InetSocketAddress(host.substring(0, colon), Integer.parseInt(host.substring(colon + 1)))
					: new InetSocketAddress(host, DEFAULT_PORT);
		}
		catch (IllegalArgumentException ex) {
			throw Refusal.misused("MONGODB_URI names a host with an impossible port: " + host + ".");
		}
	}

	private static boolean accepts(InetSocketAddress address) {
		try (Socket socket = new Socket()) {
			socket.connect(address, BOUND_MILLIS);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String group(Matcher matcher, int number) {
		String group = matcher.group(number);
		return (group != null) ? group : "";
	}

}
