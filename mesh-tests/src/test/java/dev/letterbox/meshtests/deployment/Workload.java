package dev.letterbox.meshtests.deployment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import tools.jackson.databind.JsonNode;

/**
 * An object that creates pods: a Deployment, a StatefulSet or a Job.
 *
 * @param object the object as it is sent to the cluster
 */
record Workload(JsonNode object) {

	String name() {
		return Manifests.name(this.object);
	}

	String kind() {
		return this.object.path("kind").asString();
	}

	JsonNode spec() {
		return this.object.path("spec");
	}

	JsonNode pod() {
		return this.object.at("/spec/template/spec");
	}

	/** The only container of a pod. */
	JsonNode container() {
		JsonNode containers = pod().path("containers");
		if (containers.size() != 1 || pod().has("initContainers")) {
			throw new AssertionError(name() + " has other containers than the one the tests know");
		}
		return containers.get(0);
	}

	Map<String, String> labels() {
		return strings(this.object.at("/spec/template/metadata/labels"));
	}

	/** The number of a container's port. */
	int port(String name) {
		for (JsonNode port : container().path("ports")) {
			if (port.path("name").asString().equals(name)) {
				return port.path("containerPort").asInt();
			}
		}
		throw new AssertionError(name() + " has no port named " + name);
	}

	Map<String, String> environment(Function<String, JsonNode> configMaps) {
		Map<String, String> environment = new LinkedHashMap<>();
		for (JsonNode from : container().path("envFrom")) {
			environment.putAll(strings(configMaps.apply(from.at("/configMapRef/name").asString())));
		}
		for (JsonNode variable : container().path("env")) {
			if (variable.has("value")) {
				environment.put(variable.path("name").asString(), variable.path("value").asString());
			}
		}
		return environment;
	}

	/** Short, for the messages of tests. */
	@Override
	public String toString() {
		return kind() + " " + name();
	}

	static Map<String, String> strings(JsonNode object) {
		Map<String, String> strings = new LinkedHashMap<>();
		object.properties().forEach((property) -> strings.put(property.getKey(), property.getValue().asString()));
		return strings;
	}

}
