package dev.letterbox.meshtests.deployment;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.letterbox.meshtests.observability.ExposedMetrics;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Ports;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * The mesh of {@code docker-compose.yml}, as a separate project on a free port.
 */
final class Containers implements AutoCloseable {

	static final List<String> SERVICES = List.of("discovery-server", "api-gateway", "message-service");

	static final String REPLICA = "message-service";

	private static final String PROJECT = "letterbox-check";

	/** Any small library that the build needs, too. */
	private static final String LIBRARY = "org.jspecify:jspecify:1.0.0:pom";

	private static final Pattern MAVEN_IMAGE = Pattern.compile("(?m)^FROM (maven:\\S+)");

	/** Includes the download of an image. */
	private static final Duration PULL_LIMIT = Duration.ofMinutes(5);

	private static final Duration BUILD_LIMIT = Duration.ofMinutes(30);

	private static final Duration LIMIT = Duration.ofMinutes(4);

	private final int port = Ports.free();

	private final List<String> compose = runs("docker", "compose", "version") ? List.of("docker", "compose")
			: List.of("docker-compose");

	/** What the images can't be built without, and is missing here. */
	static Optional<String> missing() {
		if (!runs("docker", "info")) {
			return Optional.of("no Docker engine answers");
		}
		if (!runs("docker", "compose", "version") && !runs("docker-compose", "version")) {
			return Optional.of("neither docker compose nor docker-compose is installed");
		}
		Matcher image = MAVEN_IMAGE.matcher(Program.read(Project.file("Dockerfile")));
		if (!image.find()) {
			throw new AssertionError("The Dockerfile names no image of Maven");
		}
		return runs(PULL_LIMIT, "docker", "run", "--rm", image.group(1), "mvn", "-B", "-q", "dependency:get",
				"-Dtransitive=false", "-Dartifact=" + LIBRARY) ? Optional.empty()
						: Optional.of("Maven in a container of %s can't download libraries".formatted(image.group(1)));
	}

	private static boolean runs(String... command) {
		return runs(Duration.ofSeconds(20), command);
	}

	private static boolean runs(Duration limit, String... command) {
		try {
			Program.run(Project.ROOT, limit, List.of(command));
			return true;
		}
		catch (AssertionError | UncheckedIOException ex) {
			return false;
		}
	}

	void build() {
		compose(BUILD_LIMIT, "build");
	}

	/** Starts the containers that do not run; the arguments go to {@code up}. */
	void up(String... arguments) {
		List<String> all = new ArrayList<>(List.of("up", "-d", "--no-build"));
		all.addAll(List.of(arguments));
		compose(LIMIT, all.toArray(String[]::new));
	}

	void scale(int replicas) {
		compose(LIMIT, "scale", REPLICA + "=" + replicas);
	}

	void restart() {
		compose(LIMIT, "restart");
	}

	/** Stops and removes every container; the data stays. */
	void down() {
		compose(LIMIT, "down");
	}

	/** The ids of a service's containers. */
	List<String> ids(String service) {
		return docker("ps", "-q", "--no-trunc", "--filter", "label=com.docker.compose.project=" + PROJECT, "--filter",
				"label=com.docker.compose.service=" + service)
			.lines()
			.toList();
	}

	/** The engine's description of a container. */
	JsonNode inspect(String id) {
		return Json.read(docker("inspect", id)).get(0);
	}

	/** Runs a program in a container and gives its output. */
	String exec(String id, String... command) {
		List<String> all = new ArrayList<>(List.of("exec", id));
		all.addAll(List.of(command));
		return docker(all.toArray(String[]::new));
	}

	/** The number of sends that a replica has stored; 0 while it does not listen. */
	double stored(String id) {
		String metrics = exec(id, "bash", "-c", """
				exec 2>/dev/null 3<>/dev/tcp/127.0.0.1/$MANAGEMENT_PORT || exit 0
				printf 'GET /actuator/prometheus HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3
				cat <&3""");
		return new ExposedMetrics(metrics).sum("letterbox_sends_total", "result=\"stored\"");
	}

	/**
	 * Kills a container's process as a crash would. The engine does not restart a
	 * container that it killed itself, so a container with the host's process namespace
	 * does it, as the same user.
	 */
	void crash(String id) {
		String pid = inspect(id).at("/State/Pid").asString();
		docker("run", "--rm", "--pid=host", "--user=10001:10001", "--network=none", "--entrypoint=bash",
				inspect(id).at("/Config/Image").asString(), "-c", "kill -KILL " + pid);
	}

	Client client() {
		return new Client(URI.create("http://127.0.0.1:" + this.port));
	}

	int port() {
		return this.port;
	}

	/** Waits until every container is healthy and ping is answered. */
	void awaitReady() {
		Client client = client();
		Awaitility.await("every container is ready")
			.atMost(LIMIT)
			.pollInterval(Duration.ofMillis(300))
			.until(() -> SERVICES.stream()
				.allMatch((service) -> !ids(service).isEmpty() && ids(service).stream().allMatch(this::healthy))
					&& client.get("/ping").status() == 200);
	}

	private boolean healthy(String id) {
		return inspect(id).at("/State/Health/Status").asString().equals("healthy");
	}

	/** Prints the last log lines of every container on standard error. */
	void printLogs() {
		System.err.println(compose(LIMIT, "logs", "--tail=60"));
	}

	@Override
	public void close() {
		compose(LIMIT, "down", "--volumes");
	}

	private String compose(Duration limit, String... arguments) {
		List<String> command = new ArrayList<>(this.compose);
		command.addAll(List.of("--project-name", PROJECT));
		command.addAll(List.of(arguments));
		// The mesh uses the MongoDB of the compose file, even if other tests use another
		// store.
		return Program.run(Project.ROOT, limit, Map.of("LETTERBOX_PORT", String.valueOf(this.port), "MONGODB_URI", ""),
				command);
	}

	private String docker(String... arguments) {
		List<String> command = new ArrayList<>(List.of("docker"));
		command.addAll(List.of(arguments));
		return Program.run(Project.ROOT, LIMIT, command);
	}

}
