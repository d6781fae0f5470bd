package dev.letterbox.messageservice.web.problem;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.letterbox.messageservice.web.request.RequestId;

import org.springframework.http.HttpStatus;

/**
 * Problem details (RFC 9457).
 *
 * @param type {@code urn:letterbox:problem:<kind>}
 * @param instance the request's path
 * @param requestId the request's id in the log
 * @param errors the faults of an invalid request, otherwise empty
 * @param reason the reason under which it is counted
 */
public record Problem(String type, String title, int status, String detail, String instance,
		@JsonProperty(RequestId.FIELD) String requestId,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors, @JsonIgnore String reason) {

	static Problem of(HttpStatus status, String kind, String title, String detail, ProblemSource source) {
		return new Problem("urn:letterbox:problem:" + kind, title, status.value(), detail, source.path(),
				source.requestId(), List.of(), kind);
	}

	/**
	 * The same problem with another detail.
	 */
	public Problem withDetail(String words) {
		return new Problem(this.type, this.title, this.status, words, this.instance, this.requestId, this.errors,
				this.reason);
	}

	Problem with(List<FieldError> faults) {
		return new Problem(this.type, this.title, this.status, this.detail, this.instance, this.requestId, faults,
				this.reason);
	}

	Problem because(String word) {
		return new Problem(this.type, this.title, this.status, this.detail, this.instance, this.requestId, this.errors,
				word);
	}

}
