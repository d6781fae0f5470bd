package dev.letterbox.meshtests.deployment;

import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * Kubernetes' label selectors: {@code matchLabels} and {@code matchExpressions}, all of
 * which must match. An empty selector matches everything.
 */
final class Selector {

	private Selector() {
	}

	static boolean matches(JsonNode selector, Map<String, String> labels) {
		for (Map.Entry<String, JsonNode> wanted : selector.path("matchLabels").properties()) {
			if (!wanted.getValue().asString().equals(labels.get(wanted.getKey()))) {
				return false;
			}
		}
		for (JsonNode expression : selector.path("matchExpressions")) {
			if (!holds(expression, labels)) {
				return false;
			}
		}
		return true;
	}

	private static boolean holds(JsonNode expression, Map<String, String> labels) {
		String value = labels.get(expression.path("key").asString());
		boolean listed = value != null
				&& expression.path("values").valueStream().anyMatch((it) -> it.asString().equals(value));
		return switch (expression.path("operator").asString()) {
			case "In" -> listed;
			case "NotIn" -> !listed;
			case "Exists" -> value != null;
			case "DoesNotExist" -> value == null;
			default -> throw new AssertionError("Unknown operator in " + expression);
		};
	}

}
