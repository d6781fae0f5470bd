package dev.letterbox.messageservice.message.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.letterbox.messageservice.web.problem.FieldError;
import dev.letterbox.messageservice.web.problem.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a request, from its query and its body. Collects all faults, so that one
 * answer names all of them.
 */
class Fields {

	/**
	 * The largest integer that every JSON reader keeps exactly (RFC 8259, section 6).
	 */
	static final long LARGEST_INTEGER = (1L << 53) - 1;

	private final Map<String, List<String>> query;

	private final JsonNode body;

	private final List<FieldError> errors = new ArrayList<>();

	Fields(Map<String, List<String>> query, JsonNode body) {
		this.query = query;
		this.body = body;
	}

	/**
	 * A text field, made into a value by a function that refuses with an
	 * IllegalArgumentException; null if it is missing, which is a fault, or wrong.
	 */
	<T> @Nullable T required(String name, Function<String, T> value) {
		if (given(name) == null && !isFaulty(name)) {
			fault(name, "is required");
		}
		return optional(name, value);
	}

	/**
	 * As {@link #required}, but it is no fault if the field is missing.
	 */
	<T> @Nullable T optional(String name, Function<String, T> value) {
		Object given = given(name);
		if (given == null) {
			return null;
		}
		if (given instanceof JsonNode node && !node.isString()) {
			fault(name, "must be a string; it is " + kind(node));
			return null;
		}
		return checked(name, () -> value.apply((given instanceof JsonNode node) ? node.asString() : (String) given));
	}

	/**
	 * An integer field between two bounds; null if it was not given, or is wrong.
	 */
	@Nullable Long integer(String name, long lowest, long highest) {
		Object given = given(name);
		if (given == null) {
			return null;
		}
		Long value = switch (given) {
			case JsonNode node -> (node.isIntegralNumber() && node.canConvertToLong()) ? (Long) node.asLong() : null;
			case String text -> digits(text);
			default -> null;
		};
		if (value == null || value < lowest || value > highest) {
			fault(name, "must be an integer from %d to %d; it is %s".formatted(lowest, highest, shown(given)));
			return null;
		}
		return value;
	}

	/**
	 * A field that is true or false; false if it was not given, or is wrong.
	 */
	boolean flag(String name) {
		Object given = given(name);
		if (given == null) {
			return false;
		}
		String text = (given instanceof JsonNode node && node.isBoolean()) ? node.toString() : given.toString();
		boolean known = (given instanceof String || ((JsonNode) given).isBoolean())
				&& ("true".equals(text) || "false".equals(text));
		if (!known) {
			fault(name, "must be true or false; it is " + shown(given));
		}
		return known && "true".equals(text);
	}

	/**
	 * Whether the field was given, valid or not.
	 */
	boolean has(String name) {
		return this.query.containsKey(name) || given(name) != null;
	}

	void fault(String name, String message) {
		this.errors.add(new FieldError(name, message));
	}

	<T> @Nullable T checked(String name, Supplier<T> value) {
		try {
			return value.get();
		}
		catch (IllegalArgumentException ex) {
			fault(name, String.valueOf(ex.getMessage()));
			return null;
		}
	}

	/**
	 * Refuses if there has been any fault.
	 */
	void refuseFaults() {
		if (!this.errors.isEmpty()) {
			throw new InvalidRequestException(this.errors);
		}
	}

	private @Nullable Object given(String name) {
		List<String> values = this.query.get(name);
		if (values != null) {
			if (values.size() > 1) {
				if (!isFaulty(name)) {
					fault(name, "must be given once; it came %d times".formatted(values.size()));
				}
				return null;
			}
			return values.getFirst();
		}
		JsonNode node = this.body.get(name);
		return (node == null || node.isNull()) ? null : node;
	}

	private boolean isFaulty(String name) {
		return this.errors.stream().anyMatch((error) -> error.field().equals(name));
	}

	private static @Nullable Long digits(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) < '0' || text.charAt(i) > '9') {
				return null;
			}
		}
		try {
			return Long.valueOf(text);
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static String shown(Object given) {
		if (given instanceof JsonNode node && !node.isValueNode()) {
			return kind(node);
		}
		String text = (given instanceof JsonNode node) ? node.toString() : "'" + given + "'";
		return (text.length() <= 40) ? text : text.substring(0, 40) + "…";
	}

	private static String kind(JsonNode node) {
		return switch (node.getNodeType()) {
			case ARRAY -> "an array";
			case OBJECT -> "an object";
			case NUMBER -> "a number";
			case BOOLEAN -> "a boolean";
			default -> "something else";
		};
	}

}
