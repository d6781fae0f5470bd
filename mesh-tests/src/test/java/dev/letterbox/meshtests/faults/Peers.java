package dev.letterbox.meshtests.faults;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Config;
import dev.letterbox.meshtests.support.Ports;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Reply;

/**
 * A mesh with two registries as peers, as on Kubernetes; {@code ./run} starts one only.
 * One store, one replica, one gateway.
 */
public final class Peers implements AutoCloseable {

	private static final String ANY = "0";

	/** JVM options for many processes on one machine. */
	private static final List<String> SMALL = List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

	private final List<Program> programs = new ArrayList<>();

	private final List<Registry> registries = List.of(new Registry(Ports.free()), new Registry(Ports.free()));

	private final String gatewayPort = String.valueOf(Ports.free());

	Peers() {
		Runtime.getRuntime().addShutdownHook(new Thread(this::close));
		String store = System.getenv("MONGODB_URI");
		if (store == null) {
			int port = Ports.free();
			start("embedded-store", Map.of(), "--port", String.valueOf(port), "--data",
					Program.folder("peers").resolve("data").toString());
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
		// The newest first; they are killed, since their data is not needed.
		this.programs.reversed().forEach(Program::close);
	}

	private Program service(String module, Map<String, String> environment) {
		Map<String, String> all = new HashMap<>(Map.of("SERVER_ADDRESS", "127.0.0.1", "MANAGEMENT_PORT", ANY,
				"LETTERBOX_CONFIG", Config.FOLDER.toString(), "EUREKA_URL",
				String.join(",", this.registries.stream().map(Registry::address).toList())));
		all.putAll(environment);
		return start(module, all);
	}

	private Program start(String module, Map<String, String> environment, String... arguments) {
		Program program = Program.startJar(module, environment, SMALL, arguments);
		this.programs.add(program);
		return program;
	}

	/**
	 * One of the two registries; it can crash, hang and start again at the same address.
	 */
	final class Registry {

		private final int port;

		private Program program;

		@SuppressWarnings("NullAway.Init")
		private Registry(int port) {
			this.port = port;
		}

		String address() {
			return "http://127.0.0.1:%d/eureka".formatted(this.port);
		}

		void start() {
			this.program = service("discovery-server",
					Map.of("PORT", String.valueOf(this.port), "EUREKA_SELF", address()));
		}

		/** Kills it, as a crash would. */
		void kill() {
			this.program.close();
			if (!this.program.endsWithin(Duration.ofSeconds(10))) {
				throw new AssertionError("The registry still runs after a kill");
			}
		}

		void suspend() {
			Program.signal("STOP", this.program.handle().pid());
		}

		void resume() {
			Program.signal("CONT", this.program.handle().pid());
		}

		/** Whether it lists the replica as UP. */
		boolean knowsTheReplica() {
			Reply reply = new Client(URI.create("http://127.0.0.1:" + this.port)).get("/eureka/apps/message-service",
					"Accept", "application/json");
			return reply.status() == 200 && reply.text().contains("\"status\":\"UP\"");
		}

	}

}
