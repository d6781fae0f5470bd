package dev.letterbox.messageservice.web.problem;

/**
 * One fault of a request, in words its sender understands.
 *
 * @param field a field's, parameter's or header's name, or {@code body}
 * @param message what is allowed, and what came
 */
public record FieldError(String field, String message) {

}
