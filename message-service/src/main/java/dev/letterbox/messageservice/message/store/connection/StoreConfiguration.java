package dev.letterbox.messageservice.message.store.connection;

import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.MongoProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Sets the bounds of the driver.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ StoreSettings.class, LeaseSettings.class })
class StoreConfiguration {

	private static final Logger log = LoggerFactory.getLogger(StoreConfiguration.class);

	/**
	 * Runs before Boot's customizer, which applies the connection string: its options
	 * override these settings.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	MongoClientSettingsBuilderCustomizer storeBounds(StoreSettings settings, MongoConnectionDetails address,
			MongoProperties properties) {
		logReplacements(connectionString(address, properties));
		return (client) -> client.timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
			.applyToSocketSettings(
					(socket) -> socket.connectTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS))
			.applyToClusterSettings((cluster) -> cluster.serverSelectionTimeout(settings.selectionTimeout().toMillis(),
					TimeUnit.MILLISECONDS))
			.applyToServerSettings((server) -> server.heartbeatFrequency(settings.heartbeatFrequency().toMillis(),
					TimeUnit.MILLISECONDS))
			.applyToConnectionPoolSettings(
					(pool) -> pool.maxSize(settings.maxConnections()).maxConnecting(settings.maxConnecting()));
	}

	private static ConnectionString connectionString(MongoConnectionDetails address, MongoProperties properties) {
		try {
			return withHosts(address.getConnectionString());
		}
		catch (IllegalArgumentException | MongoClientException ex) {
			// The driver quotes what it can't read, which may be a part of the password.
			boolean secret = String.valueOf(properties.getUri()).contains("@");
			throw new UnusableStoreException("The connection string of the store is invalid"
					+ (secret ? "; the reason is not shown, since it may quote the password." : ": " + ex.getMessage()),
					"Set MONGODB_URI to a connection string such as mongodb://host:27017/letterbox or"
							+ " mongodb://user:password@host:27017/letterbox, with the reserved characters of user and"
							+ " password percent-encoded.",
					secret ? null : ex);
		}
	}

	/**
	 * The driver accepts a host without a name, and would look for it for ever.
	 */
	private static ConnectionString withHosts(ConnectionString uri) {
		for (String host : uri.getHosts()) {
			if (host.isBlank() || host.startsWith(":")) {
				throw new IllegalArgumentException("The connection string contains a host without a name");
			}
		}
		return uri;
	}

	private static void logReplacements(ConnectionString uri) {
		List.of(new Replacement("timeout", "timeoutMS", uri.getTimeout()),
				new Replacement("connect-timeout", "connectTimeoutMS", uri.getConnectTimeout()),
				new Replacement("selection-timeout", "serverSelectionTimeoutMS", uri.getServerSelectionTimeout()),
				new Replacement("heartbeat-frequency", "heartbeatFrequencyMS", uri.getHeartbeatFrequency()),
				new Replacement("max-connections", "maxPoolSize", uri.getMaxConnectionPoolSize()),
				new Replacement("max-connecting", "maxConnecting", uri.getMaxConnecting()))
			.stream()
			.filter((replacement) -> replacement.value() != null)
			.forEach((replacement) -> log.info("the connection string's {}={} replaces letterbox.store.{}",
					replacement.option(), replacement.value(), replacement.setting()));
	}

	private record Replacement(String setting, String option, @Nullable Object value) {
	}

}
