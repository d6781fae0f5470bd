package dev.letterbox.meshtests.support;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the tests write and read it, and YAML read as JSON. */
public final class Json {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private Json() {
	}

	public static JsonNode read(String json) {
		return MAPPER.readTree(json);
	}

	/** A value as JSON. */
	public static JsonNode tree(Object value) {
		return MAPPER.valueToTree(value);
	}

	/** The documents of a YAML file. */
	public static List<JsonNode> yaml(String text) {
		Iterable<Object> documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text);
		return StreamSupport.stream(documents.spliterator(), false).map(Json::tree).toList();
	}

	public static String write(Object value) {
		return MAPPER.writeValueAsString(value);
	}

	/** A JSON object of alternating names and values. */
	public static String object(@Nullable Object... namesAndValues) {
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
		}
		return write(object);
	}

}
