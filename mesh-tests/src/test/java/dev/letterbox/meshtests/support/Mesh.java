package dev.letterbox.meshtests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * A mesh of real processes that {@code ./run} starts, supervises and stops, with its own
 * state folder and ports, so that several meshes can run on one machine.
 */
public final class Mesh implements AutoCloseable {

	private static final Duration START_LIMIT = Duration.ofMinutes(3);

	private static final int LOG_TAIL_LINES = 60;

	private final Path state;

	private final Thread hook = new Thread(this::stopQuietly);

	private final int port;

	private final Map<String, String> environment;

	private Mesh(Path state, int port, Map<String, String> environment) {
		this.state = state;
		this.port = port;
		this.environment = environment;
	}

	/** Starts a mesh with an empty store and returns when it serves. */
	public static Mesh start(int replicas) {
		return start(replicas, Map.of());
	}

	/** The same, with variables added to every process's environment. */
	public static Mesh start(int replicas, Map<String, String> environment) {
		try {
			Path folder = Project.TARGET.resolve("meshes");
			Files.createDirectories(folder);
			Mesh mesh = new Mesh(Files.createTempDirectory(folder, "mesh-"), Ports.free(), environment);
			Runtime.getRuntime().addShutdownHook(mesh.hook);
			mesh.up(replicas);
			return mesh;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Starts the mesh again after {@link #stop()}, with the same data and port. */
	public void up(int replicas) {
		try {
			run(START_LIMIT, "-d", "--no-build", "--port", String.valueOf(this.port), "--discovery-port", "0",
					"--replicas", String.valueOf(replicas));
		}
		catch (AssertionError ex) {
			printLogs();
			close();
			throw ex;
		}
	}

	/**
	 * Whether the mesh starts its own store; with {@code MONGODB_URI} it uses another
	 * one.
	 */
	public static boolean ownsStore() {
		return System.getenv("MONGODB_URI") == null;
	}

	/** The state folder, by which {@code ./run} finds the mesh. */
	public Path state() {
		return this.state;
	}

	public URI gateway() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	/** Clients of each gateway. */
	public List<Client> gateways() {
		return processes().stream()
			.filter((process) -> process.name().startsWith("api-gateway"))
			.map((process) -> new Client(URI.create("http://127.0.0.1:" + process.port())))
			.toList();
	}

	/** The same mesh, with another process as its gateway. */
	Mesh through(SecondGateway gateway) {
		return new Mesh(this.state, gateway.port(), this.environment);
	}

	public Client client() {
		return new Client(gateway());
	}

	/** Clients of each replica's own port, past the gateway. */
	public List<Client> replicas() {
		return processes().stream()
			.filter((process) -> process.name().startsWith("message-service"))
			.map((process) -> new Client(URI.create("http://127.0.0.1:" + process.port())))
			.toList();
	}

	public JsonNode status() {
		return Json.read(run(Duration.ofSeconds(20), "status", "--json"));
	}

	public List<MeshProcess> processes() {
		return StreamSupport.stream(status().get("processes").spliterator(), false).map(MeshProcess::of).toList();
	}

	public MeshProcess process(String name) {
		return processes().stream()
			.filter((process) -> process.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No process " + name + " in " + status()));
	}

	public void scale(int replicas) {
		run(START_LIMIT, "scale", String.valueOf(replicas));
	}

	public void restart() {
		run(START_LIMIT, "restart");
	}

	/** Replaces one process: the new one serves before the old one is drained. */
	public void restart(String name) {
		run(START_LIMIT, "restart", name);
	}

	/** Stops every process, in order; the data stays. */
	public void stop() {
		run(Duration.ofMinutes(1), "stop");
	}

	/** Kills a process, as a crash would. */
	public void kill9(String name) {
		Program.signal("KILL", process(name).pid());
	}

	/**
	 * Waits until ping and a pull are answered through the gateway, and every process
	 * runs.
	 */
	public void waitUntilServing(Duration limit) {
		Client client = client();
		Awaitility.await("the mesh serves")
			.atMost(limit)
			.pollInterval(Duration.ofMillis(200))
			.until(() -> client.get("/ping").status() == 200 && client.pull("a:b").status() == 200);
		Awaitility.await("every process runs")
			.atMost(limit)
			.pollInterval(Duration.ofMillis(500))
			.until(() -> processes().stream().allMatch(MeshProcess::alive));
	}

	/** The log of a process so far. */
	public String log(String name) {
		try {
			return Files.readString(this.state.resolve(name + ".log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Prints the last lines of every process's log on standard error. */
	void printLogs() {
		try (Stream<Path> files = Files.list(this.state)) {
			for (Path log : files.filter((file) -> file.toString().endsWith(".log")).sorted().toList()) {
				List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
				System.err.println("---- last lines of " + log);
				lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()).forEach(System.err::println);
			}
		}
		catch (IOException ex) {
			System.err.println("The logs in " + this.state + " cannot be read: " + ex);
		}
	}

	@Override
	public void close() {
		stopQuietly();
		try {
			Runtime.getRuntime().removeShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			// The JVM is shutting down and runs the hook.
		}
	}

	private void stopQuietly() {
		try {
			stop();
		}
		catch (AssertionError ex) {
			System.err.println("A mesh did not stop: " + ex.getMessage());
		}
	}

	/** Runs {@code ./run} and returns its standard output. */
	private String run(Duration limit, String... arguments) {
		List<String> command = new ArrayList<>(List.of("env", "-u", "PORT", "-u", "MANAGEMENT_PORT", "-u",
				"SERVER_ADDRESS", "-u", "EUREKA_URL", "-u", "LETTERBOX_STATE"));
		command.add(Project.file("run").toString());
		command.addAll(List.of(arguments));
		command.addAll(List.of("--state", this.state.toString()));
		return Program.run(Project.ROOT, limit, this.environment, command);
	}

	/**
	 * A row of {@code ./run status}.
	 *
	 * @param name such as {@code store} or {@code message-service-1}
	 * @param pid its process id
	 * @param port its port
	 * @param managementPort its management port; 0 for the store
	 * @param memoryMiB its resident memory
	 */
	public record MeshProcess(String name, long pid, int port, int managementPort, long memoryMiB) {

		private static MeshProcess of(JsonNode json) {
			return new MeshProcess(json.get("name").stringValue(), json.path("pid").asLong(0),
					json.path("port").asInt(0), json.path("managementPort").asInt(0), json.path("memoryMiB").asLong(0));
		}

		boolean alive() {
			return ProcessHandle.of(this.pid).map(ProcessHandle::isAlive).orElse(false);
		}

	}

}
