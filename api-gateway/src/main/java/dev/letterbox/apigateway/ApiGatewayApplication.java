package dev.letterbox.apigateway;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Starts the gateway.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ApiGatewayApplication {

	static void main(String[] args) {
		// application.properties names the folder of the configuration. Spring's own
		// search
		// would read ./config before it, without knowing whose it is.
		new SpringApplicationBuilder(ApiGatewayApplication.class).properties("spring.config.location=classpath:/")
			.run(args);
	}

}
