package dev.letterbox.messageservice;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/**
 * Starts one replica.
 */
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
public class MessageServiceApplication {

	static void main(String[] args) {
		// Spring's default search would also read ./config, which all services share.
		new SpringApplicationBuilder(MessageServiceApplication.class).properties("spring.config.location=classpath:/")
			.run(args);
	}

}
