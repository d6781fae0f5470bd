package dev.letterbox.messageservice.teststore;

import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSocketFactory;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ServerDescription;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Where a wire of the tests leads: the primary of the store that a URI names, at the time
 * the test begins.
 *
 * @param uri the store, by one host or several, with or without login and TLS
 * @param primary its primary
 */
record StoreAddress(ConnectionString uri, ServerAddress primary) {

	static StoreAddress of(String uri) {
		ConnectionString store = new ConnectionString(uri);
		try (MongoClient client = MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(store)
			.applyToClusterSettings((cluster) -> cluster.serverSelectionTimeout(10, TimeUnit.SECONDS))
			.build())) {
			client.getDatabase("admin").runCommand(new Document("ping", 1));
			return client.getClusterDescription()
				.getServerDescriptions()
				.stream()
				.filter(ServerDescription::isPrimary)
				.findFirst()
				.map((server) -> new StoreAddress(store, server.getAddress()))
				.orElseThrow(() -> new IllegalStateException("no primary in " + client.getClusterDescription()));
		}
	}

	Socket connect() throws IOException {
		String host = this.primary.getHost();
		int port = this.primary.getPort();
		return Boolean.TRUE.equals(this.uri.getSslEnabled()) ? SSLSocketFactory.getDefault().createSocket(host, port)
				: new Socket(host, port);
	}

	/**
	 * The same database with the same login, through a port of this machine, without TLS.
	 */
	String through(int port) {
		@Nullable MongoCredential login = this.uri.getCredential();
		String user = "";
		String options = "?directConnection=true";
		if (login != null) {
			char[] password = login.getPassword();
			user = encoded(String.valueOf(login.getUserName()))
					+ ((password != null) ? ":" + encoded(String.valueOf(password)) : "") + "@";
			options += "&authSource=" + encoded(login.getSource());
			options += (login.getMechanism() != null) ? "&authMechanism=" + login.getMechanism() : "";
		}
		return "mongodb://" + user + "127.0.0.1:" + port + "/" + this.uri.getDatabase() + options;
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

}
