package dev.letterbox.launcher.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.letterbox.launcher.app.Apps;
import dev.letterbox.launcher.app.CacheMode;
import dev.letterbox.launcher.app.JvmOptions;
import dev.letterbox.launcher.options.Options;
import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.options.Setting;
import dev.letterbox.launcher.process.Java;
import dev.letterbox.launcher.process.Names;
import dev.letterbox.launcher.process.Ports;
import dev.letterbox.launcher.process.Spec;
import dev.letterbox.launcher.process.StateFolder;
import dev.letterbox.launcher.store.MongoWire;
import dev.letterbox.launcher.store.ReplicaSet;

/**
 * How each process of the mesh is started: program, memory, ports, addresses.
 */
public final class Processes {

	/** What the embedded store is built as. */
	public static final String STORE_MODULE = "embedded-store";

	static final String LOOPBACK = "127.0.0.1";

	private final Options options;

	private final StateFolder state;

	private final Apps apps;

	private final CacheMode mode;

	private final Ports ports;

	private final Http http;

	private final int discoveryPort;

	private final List<Integer> gatewayPorts;

	private int storePort;

	public Processes(Options options, StateFolder state, Apps apps, CacheMode mode, Ports ports, Http http) {
		this.options = options;
		this.state = state;
		this.apps = apps;
		this.mode = mode;
		this.ports = ports;
		this.http = http;
		this.gatewayPorts = IntStream.range(0, options.number(Setting.GATEWAYS))
			.mapToObj((number) -> ports.wanted(options, Setting.PORT, options.address(), number))
			.toList();
		this.discoveryPort = ports.wanted(options, Setting.DISCOVERY_PORT, LOOPBACK);
	}

	/** The API's address as a client on this machine would write it. */
	String gatewayAddress() {
		return gatewayAddresses().getFirst();
	}

	/** The address of each gateway. */
	List<String> gatewayAddresses() {
		String host = switch (this.options.address()) {
			case "0.0.0.0", "::" -> LOOPBACK;
			default -> this.options.address();
		};
		String shown = host.contains(":") ? "[" + host + "]" : host;
		return this.gatewayPorts.stream().map((port) -> "http://" + shown + ":" + port).toList();
	}

	String discoveryAddress() {
		return "http://" + LOOPBACK + ":" + this.discoveryPort;
	}

	Spec embeddedStore() {
		int port = storePort();
		List<String> arguments = java(STORE_MODULE, Setting.STORE_MEMORY);
		arguments.addAll(
				List.of("--data", data("embedded").toString(), "--address", LOOPBACK, "--port", String.valueOf(port)));
		return new Spec(Names.STORE, Java.command(arguments), Map.of(), port, 0,
				new MongoWire(LOOPBACK, port)::answers);
	}

	Spec mongod(Path program) {
		Path data = data("mongod");
		int port = mongodPort(data.resolveSibling("mongod.port"));
		List<String> command = List.of(program.toString(), "--dbpath", data.toString(), "--replSet", "letterbox",
				"--bind_ip", LOOPBACK, "--port", String.valueOf(port));
		return new Spec(Names.STORE, command, Map.of(), port, 0, new ReplicaSet(new MongoWire(LOOPBACK, port)));
	}

	Spec discovery() {
		return service(Names.DISCOVERY, Names.DISCOVERY, Setting.DISCOVERY_MEMORY, this.discoveryPort, LOOPBACK,
				Map.of());
	}

	/** The gateway with a number, from 1 on. */
	Spec gateway(int number) {
		return service(Names.gateway(number), Names.GATEWAY, Setting.GATEWAY_MEMORY, this.gatewayPorts.get(number - 1),
				this.options.address(), Map.of());
	}

	Spec replica(String name, String storeUri) {
		return service(name, Names.REPLICA, Setting.REPLICA_MEMORY, this.ports.any(), LOOPBACK,
				Map.of("MONGODB_URI", storeUri));
	}

	private Spec service(String name, String module, Setting memory, int port, String address,
			Map<String, String> more) {
		int managementPort = this.ports.any();
		Map<String, String> environment = new HashMap<>(more);
		environment.put("PORT", String.valueOf(port));
		environment.put("SERVER_ADDRESS", address);
		environment.put("MANAGEMENT_PORT", String.valueOf(managementPort));
		environment.put("MANAGEMENT_SERVER_ADDRESS", LOOPBACK);
		environment.put("EUREKA_URL", discoveryAddress() + "/eureka");
		environment.put("LETTERBOX_CONFIG", this.options.config().toString());
		String readiness = "http://" + LOOPBACK + ":" + managementPort + "/actuator/health/readiness";
		return new Spec(name, Java.command(java(module, memory)), environment, port, managementPort,
				() -> this.http.get(readiness).isPresent());
	}

	private List<String> java(String module, Setting memory) {
		// The state folder comes first: it identifies the processes of this mesh.
		List<String> arguments = new ArrayList<>(
				List.of("-Dletterbox.state=" + this.state.path(), "-Xmx" + this.options.number(memory) + "m"));
		arguments.addAll(JvmOptions.of(module));
		arguments.addAll(this.options.jvmOptions());
		arguments.addAll(this.mode.arguments(this.apps.of(module)));
		return arguments;
	}

	private Path data(String store) {
		try {
			return Files.createDirectories(this.state.data(store));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private int storePort() {
		if (this.storePort == 0) {
			this.storePort = this.ports.wanted(this.options, Setting.STORE_PORT, LOOPBACK);
		}
		return this.storePort;
	}

	/** A replica set of one remembers its port, so it is given the same again. */
	private int mongodPort(Path file) {
		try {
			int asked = this.options.number(Setting.STORE_PORT);
			if (!Files.exists(file)) {
				int port = storePort();
				Files.writeString(file, String.valueOf(port));
				return port;
			}
			int port = Integer.parseInt(Files.readString(file).strip());
			if (asked != 0 && asked != port) {
				throw Refusal.misused("The mongod of this state folder was set up on port %d; leave out --store-port."
					.formatted(port));
			}
			return port;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
