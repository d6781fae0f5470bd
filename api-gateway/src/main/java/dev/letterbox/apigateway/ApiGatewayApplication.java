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
		// Spring's default search would read ./config before the application is known.
		new SpringApplicationBuilder(ApiGatewayApplication.class).properties("spring.config.location=classpath:/")
			.run(args);
	}

}
