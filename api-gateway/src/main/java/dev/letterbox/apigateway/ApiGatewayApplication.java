package dev.letterbox.apigateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the gateway.
 */
@SpringBootApplication
public class ApiGatewayApplication {

	static void main(String[] args) {
		SpringApplication.run(ApiGatewayApplication.class, args);
	}

}
