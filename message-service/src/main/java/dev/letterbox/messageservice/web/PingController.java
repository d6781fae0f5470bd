package dev.letterbox.messageservice.web;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says that the whole path works.
 */
@RestController
class PingController {

	@GetMapping(path = "/ping", produces = MediaType.APPLICATION_JSON_VALUE)
	Pong ping() {
		return new Pong("pong");
	}

	record Pong(String message) {

	}

}
