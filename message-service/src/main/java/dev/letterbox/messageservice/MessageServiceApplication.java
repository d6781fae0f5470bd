package dev.letterbox.messageservice;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts one replica.
 */
@SpringBootApplication
public class MessageServiceApplication {

	static void main(String[] args) {
		SpringApplication.run(MessageServiceApplication.class, args);
	}

}
