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
		// application.properties names the folder of the configuration. Spring's own
		// search
		// would read ./config before it, without knowing whose it is.
		new SpringApplicationBuilder(MessageServiceApplication.class).properties("spring.config.location=classpath:/")
			.run(args);
	}

}
