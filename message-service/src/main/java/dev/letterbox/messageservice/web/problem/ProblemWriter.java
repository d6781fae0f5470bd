package dev.letterbox.messageservice.web.problem;

import java.io.IOException;

import dev.letterbox.messageservice.web.request.HttpSettings;
import dev.letterbox.messageservice.web.request.RequestId;
import dev.letterbox.messageservice.web.request.RequestMetrics;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Writes problems as {@code application/problem+json}, regardless of {@code Accept}.
 */
@Component
public class ProblemWriter {

	private final JsonMapper json;

	private final RequestMetrics metrics;

	private final String retryAfter;

	ProblemWriter(JsonMapper json, RequestMetrics metrics, HttpSettings settings) {
		this.json = json;
		this.metrics = metrics;
		this.retryAfter = Long.toString(settings.retryAfter().toSeconds());
	}

	void write(HttpServletResponse response, Problem problem) throws IOException {
		this.metrics.refused(problem.reason());
		byte[] body = this.json.writeValueAsBytes(problem);
		response.setHeader(RequestId.HEADER, problem.requestId());
		response.setStatus(problem.status());
		if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
			response.setHeader(HttpHeaders.RETRY_AFTER, this.retryAfter);
		}
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

}
