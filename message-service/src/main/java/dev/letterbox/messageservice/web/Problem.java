package dev.letterbox.messageservice.web;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.springframework.http.HttpStatus;

/**
 * What went wrong, as RFC 9457 writes it.
 *
 * @param type {@code urn:letterbox:problem:<kind>}
 * @param instance the request's path
 * @param errors the faults of an invalid request, otherwise empty
 */
record Problem(String type, String title, int status, String detail, String instance,
		@JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {

	static Problem of(HttpStatus status, String kind, String title, String detail, String instance) {
		return new Problem("urn:letterbox:problem:" + kind, title, status.value(), detail, instance, List.of());
	}

	Problem with(List<FieldError> faults) {
		return new Problem(this.type, this.title, this.status, this.detail, this.instance, faults);
	}

}
