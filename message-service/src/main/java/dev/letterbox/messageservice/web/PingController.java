package dev.letterbox.messageservice.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers ping.
 */
@Tag(name = "Mesh", description = "Whether it works.")
@RestController
class PingController {

	@Operation(operationId = "ping", summary = "Ask whether the whole path works",
			description = "Answered by a replica, through the gateway.")
	@ApiResponse(responseCode = "200", description = "It works.")
	@ApiResponse(responseCode = "405", ref = ApiDescription.METHOD_NOT_ALLOWED)
	@ApiResponse(responseCode = "406", ref = ApiDescription.NOT_ACCEPTABLE)
	@ApiResponse(responseCode = "413", ref = ApiDescription.TOO_LARGE)
	@ApiResponse(responseCode = "503", ref = ApiDescription.UNAVAILABLE)
	@ApiResponse(responseCode = "504", ref = ApiDescription.TIMEOUT)
	@GetMapping(path = "/ping", produces = MediaType.APPLICATION_JSON_VALUE)
	Pong ping() {
		return new Pong("pong");
	}

	record Pong(@Schema(example = "pong", requiredMode = RequiredMode.REQUIRED) String message) {

	}

}
