package dev.letterbox.meshtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Config;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Ports;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.Reply;

/**
 * A mesh with two registries, which {@code ./run} does not make: they know of each other
 * as the pods of Kubernetes do. One store, one replica, one gateway.
 */
public final class Peers implements AutoCloseable {

	private static final String ANY = "0";

	private final Path folder;

	private final List<Process> processes = new ArrayList<>();

	private final List<Registry> registries = List.of(new Registry(Ports.free()), new Registry(Ports.free()));

	private final String gatewayPort = String.valueOf(Ports.free());

	Peers() {
		Runtime.getRuntime().addShutdownHook(new Thread(this::close));
		try {
			this.folder = Files.createTempDirectory(Files.createDirectories(Project.TARGET.resolve("meshes")),
					"peers-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		String store = System.getenv("MONGODB_URI");
		if (store == null) {
			int port = Ports.free();
			start("store", Map.of(), "-jar", jar("embedded-store").toString(), "--port", String.valueOf(port), "--data",
					this.folder.resolve("data").toString());
			store = "mongodb://127.0.0.1:%d/letterbox".formatted(port);
		}
		this.registries.forEach(Registry::start);
		service("message-service", Map.of("PORT", ANY, "MONGODB_URI", store));
		service("api-gateway", Map.of("PORT", this.gatewayPort));
	}

	List<Registry> registries() {
		return this.registries;
	}

	Client gateway() {
		return new Client(URI.create("http://127.0.0.1:" + this.gatewayPort));
	}

	/** The other one of two. */
	Registry other(Registry registry) {
		return this.registries.get(1 - this.registries.indexOf(registry));
	}

	@Override
	public void close() {
		// The newest first, each at once: nothing of theirs is to be kept.
		this.processes.reversed().forEach(Process::destroyForcibly);
	}

	private Process service(String module, Map<String, String> environment) {
		return start(module, environment, "-jar", jar(module).toString());
	}

	private Process start(String name, Map<String, String> environment, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx160m",
						"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
		command.addAll(List.of(arguments));
		try {
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(Files.createTempFile(this.folder, name + "-", ".log").toFile());
			builder.environment()
				.putAll(Map.of("SERVER_ADDRESS", "127.0.0.1", "MANAGEMENT_PORT", ANY, "LETTERBOX_CONFIG",
						Config.FOLDER.toString(), "EUREKA_URL",
						String.join(",", this.registries.stream().map(Registry::address).toList())));
			builder.environment().putAll(environment);
			Process process = builder.start();
			this.processes.add(process);
			return process;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The jar a module is built into. */
	public static Path jar(String module) {
		return Project.ROOT.resolve(module).resolve("target").resolve(module + ".jar");
	}

	/** One of the two, which can die, hang and come back at the same address. */
	final class Registry {

		private final int port;

		private Process process;

		@SuppressWarnings("NullAway.Init")
		private Registry(int port) {
			this.port = port;
		}

		String address() {
			return "http://127.0.0.1:%d/eureka".formatted(this.port);
		}

		void start() {
			this.process = service("discovery-server",
					Map.of("PORT", String.valueOf(this.port), "EUREKA_SELF", address()));
		}

		/** Ends it as a crash would. */
		void kill() {
			this.process.destroyForcibly();
			try {
				if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
					throw new AssertionError("The registry outlived a kill");
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new AssertionError("Interrupted", ex);
			}
		}

		void suspend() {
			Mesh.signal("STOP", this.process.pid());
		}

		void resume() {
			Mesh.signal("CONT", this.process.pid());
		}

		/** Whether it tells of the replica, and that it serves. */
		boolean knowsTheReplica() {
			Reply reply = new Client(URI.create("http://127.0.0.1:" + this.port)).get("/eureka/apps/message-service",
					"Accept", "application/json");
			return reply.status() == 200 && reply.text().contains("\"status\":\"UP\"");
		}

	}

}
