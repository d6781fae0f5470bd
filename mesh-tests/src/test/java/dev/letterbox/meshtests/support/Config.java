package dev.letterbox.meshtests.support;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

/**
 * A service's settings in the files of {@code config/}.
 */
public final class Config {

	public static final List<String> SERVICES = List.of("discovery-server", "api-gateway", "message-service");

	public static final Path FOLDER = Project.file("config");

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):([^}]*)}");

	private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s)");

	private final String service;

	private final JsonNode own;

	private final JsonNode shared = read("application.yml");

	public Config(String service) {
		this.service = service;
		this.own = read(service + ".yml");
	}

	/** A setting by its JSON pointer; the service's own file wins. */
	public JsonNode get(String pointer) {
		JsonNode found = this.own.at(pointer);
		if (found.isMissingNode()) {
			found = this.shared.at(pointer);
		}
		if (found.isMissingNode()) {
			throw new AssertionError("config/ has no " + pointer + " for " + this.service);
		}
		return found;
	}

	public boolean has(String pointer) {
		return !this.own.at(pointer).isMissingNode() || !this.shared.at(pointer).isMissingNode();
	}

	/** A setting with a variable in it, resolved with the given environment. */
	public String get(String pointer, Map<String, String> environment) {
		Matcher variable = VARIABLE.matcher(get(pointer).asString());
		return variable.matches() ? environment.getOrDefault(variable.group(1), variable.group(2))
				: get(pointer).asString();
	}

	public Duration duration(String pointer) {
		Matcher duration = DURATION.matcher(get(pointer).asString());
		if (!duration.matches()) {
			throw new AssertionError(pointer + " is not a duration in config/");
		}
		long number = Long.parseLong(duration.group(1));
		return duration.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
	}

	private static JsonNode read(String file) {
		// What follows the first document applies to some profiles only.
		return Json.yaml(Program.read(FOLDER.resolve(file))).getFirst();
	}

}
