package dev.letterbox.discoveryserver;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;

/**
 * Starts the Eureka server.
 */
@EnableEurekaServer
@SpringBootApplication
public class DiscoveryServerApplication {

	static void main(String[] args) {
		// Spring's default search would read ./config before the application's name is
		// known.
		new SpringApplicationBuilder(DiscoveryServerApplication.class).properties("spring.config.location=classpath:/")
			.run(args);
	}

}
