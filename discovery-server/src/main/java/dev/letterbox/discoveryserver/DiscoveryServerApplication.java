package dev.letterbox.discoveryserver;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;

/**
 * Starts the registry.
 */
@EnableEurekaServer
@SpringBootApplication
public class DiscoveryServerApplication {

	static void main(String[] args) {
		// Spring's own search would read ./config first, not knowing yet whose it is.
		new SpringApplicationBuilder(DiscoveryServerApplication.class).properties("spring.config.location=classpath:/")
			.run(args);
	}

}
