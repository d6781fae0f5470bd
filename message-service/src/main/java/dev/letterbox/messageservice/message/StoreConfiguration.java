package dev.letterbox.messageservice.message;

import java.time.Clock;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Gives the driver its bounds, and the appender its clock.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ StoreSettings.class, AppendSettings.class, LeaseSettings.class })
class StoreConfiguration {

	@Bean
	MongoClientSettingsBuilderCustomizer storeBounds(StoreSettings settings) {
		return (client) -> client.timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
			.applyToSocketSettings(
					(socket) -> socket.connectTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS))
			.applyToClusterSettings((cluster) -> cluster.serverSelectionTimeout(settings.selectionTimeout().toMillis(),
					TimeUnit.MILLISECONDS))
			.applyToConnectionPoolSettings((pool) -> pool.maxSize(settings.maxConnections()));
	}

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

}
