package dev.letterbox.messageservice;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/**
 * Starts one replica.
 */
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
public class MessageServiceApplication {

	static void main(String[] args) {
		SpringApplication.run(MessageServiceApplication.class, args);
	}

}
