package dev.letterbox.messageservice.message.append;

import java.time.Clock;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Provides the clock that {@code send_time} is read from.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AppendSettings.class)
class AppendConfiguration {

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

}
