package dev.letterbox.meshtests.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Config;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.Tools;
import tools.jackson.databind.JsonNode;

/**
 * The objects that {@code kubectl apply -k} sends to a cluster for one overlay.
 *
 * @param overlay the overlay's name
 * @param objects the objects in the order they are sent
 */
record Manifests(String overlay, List<JsonNode> objects) {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private static final String KUSTOMIZE = "5.8.0";

	private static final Map<String, Manifests> READ = new ConcurrentHashMap<>();

	/** The names of all overlays. */
	static List<String> overlays() {
		try (Stream<Path> folders = Files.list(Project.file("k8s/overlays"))) {
			return folders.map((folder) -> folder.getFileName().toString()).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Manifests of(String overlay) {
		return READ.computeIfAbsent(overlay, Manifests::read);
	}

	private static Manifests read(String overlay) {
		return new Manifests(overlay, Json.yaml(render(overlay)));
	}

	static String render(String overlay) {
		String program = Tools.kustomize(KUSTOMIZE).toString();
		return Program.run(Project.ROOT, LIMIT, List.of(program, program.endsWith("kubectl") ? "kustomize" : "build",
				Project.file("k8s/overlays").resolve(overlay).toString()));
	}

	List<JsonNode> all(String kind) {
		return this.objects.stream().filter((object) -> kind.equals(object.path("kind").asString())).toList();
	}

	Optional<JsonNode> find(String kind, String name) {
		return all(kind).stream().filter((object) -> name(object).equals(name)).findFirst();
	}

	JsonNode get(String kind, String name) {
		return find(kind, name).orElseThrow(
				() -> new AssertionError("There is no %s %s in the overlay %s".formatted(kind, name, this.overlay)));
	}

	/** The objects that create pods. */
	List<Workload> workloads() {
		return Stream.of("Deployment", "StatefulSet", "Job")
			.flatMap((kind) -> all(kind).stream())
			.map(Workload::new)
			.toList();
	}

	/** The workloads that are services of Letterbox. */
	List<Workload> services() {
		return workloads().stream().filter((workload) -> Config.SERVICES.contains(workload.name())).toList();
	}

	Workload workload(String name) {
		return workloads().stream().filter((workload) -> workload.name().equals(name)).findFirst().orElseThrow();
	}

	/** The workloads whose pods a selector matches. */
	List<String> selected(JsonNode selector) {
		return workloads().stream()
			.filter((workload) -> Selector.matches(selector, workload.labels()))
			.map(Workload::name)
			.toList();
	}

	/** The environment of a container, as far as the manifests set it. */
	Map<String, String> environment(Workload workload) {
		return workload.environment((configMap) -> get("ConfigMap", configMap).path("data"));
	}

	/** A Secret's content; the renderer wraps long lines. */
	static String secret(JsonNode secret, String key) {
		byte[] content = Base64.getMimeDecoder().decode(secret.path("data").path(key).asString());
		return new String(content, StandardCharsets.UTF_8);
	}

	static String name(JsonNode object) {
		return object.at("/metadata/name").asString();
	}

}
