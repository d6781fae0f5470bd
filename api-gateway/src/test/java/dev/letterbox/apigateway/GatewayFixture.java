package dev.letterbox.apigateway;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The gateway as it runs, with shorter deadlines, in front of replicas that a test makes
 * up and a registry that it writes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "server.address=127.0.0.1", "eureka.client.enabled=false",
				"letterbox.forward.deadline=2s", "letterbox.forward.read-timeout=1500ms",
				"letterbox.request-limits.body-timeout=1s", "letterbox.request-limits.write-timeout=5s",
				"letterbox.circuit.wait-when-open=500ms" })
@Import(GatewayFixture.Registries.class)
public abstract class GatewayFixture {

	private static final String CIRCUIT_BREAKER = "replicas";

	private final List<Closeable> opened = new CopyOnWriteArrayList<>();

	@LocalServerPort
	protected int port;

	@LocalManagementPort
	protected int managementPort;

	@Autowired
	protected Registry registry;

	@Autowired
	protected ReactiveResilience4JCircuitBreakerFactory circuits;

	@BeforeEach
	void startsAfresh() {
		this.registry.up.clear();
		this.circuits.getCircuitBreakerRegistry().find(CIRCUIT_BREAKER).ifPresent(CircuitBreaker::reset);
	}

	@AfterEach
	void closesReplicas() throws IOException {
		for (Closeable replica : this.opened) {
			replica.close();
		}
	}

	protected CircuitBreaker circuit() {
		return this.circuits.getCircuitBreakerRegistry().find(CIRCUIT_BREAKER).orElseThrow();
	}

	/**
	 * Starts a replica and registers it.
	 */
	protected StubReplica replica() {
		StubReplica replica = new StubReplica();
		this.opened.add(replica);
		this.registry.up.add(replica.instance());
		return replica;
	}

	/**
	 * Registers a replica that nobody has told the registry is dead.
	 */
	protected void deadReplica() throws IOException {
		// Bound, so that nobody else gets the port, but listening to nobody.
		Socket deaf = new Socket();
		this.opened.add(deaf);
		deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.registry.up.add(StubReplica.instance(deaf.getLocalPort()));
	}

	/**
	 * Registers a replica that takes no connection any more and does not refuse one
	 * either: its queue of connections is full.
	 */
	protected void swallowingReplica() throws IOException {
		ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		closeAtTheEnd(full);
		// One is late where the machine is busy; two in a row are ignored.
		int ignored = 0;
		while (ignored < 2) {
			Socket queued = new Socket();
			closeAtTheEnd(queued);
			try {
				queued.connect(full.getLocalSocketAddress(), 150);
				ignored = 0;
			}
			catch (SocketTimeoutException ex) {
				ignored++;
			}
		}
		this.registry.up.add(StubReplica.instance(full.getLocalPort()));
	}

	protected void closeAtTheEnd(Closeable opened) {
		this.opened.add(opened);
	}

	/**
	 * Says something over a connection of its own and returns the answer.
	 */
	protected RawConnection.Heard ask(String request) throws IOException {
		try (RawConnection connection = new RawConnection(this.port)) {
			return connection.say(request).hear(request.startsWith("HEAD "));
		}
	}

	protected RawConnection.Heard ask(String method, String target) throws IOException {
		return ask(head(method, target, method.equals("POST") ? "Content-Length: 0\r\n" : ""));
	}

	protected static String head(String method, String target, String headers) {
		String lines = headers.replace("\r", "").replace("\n", "\r\n");
		return method + " " + target + " HTTP/1.1\r\nHost: letterbox.example\r\n" + lines + "\r\n";
	}

	/**
	 * The registry as a test writes it.
	 */
	public static class Registry implements DiscoveryClient {

		public final List<ServiceInstance> up = new CopyOnWriteArrayList<>();

		@Override
		public String description() {
			return "A registry written by a test";
		}

		@Override
		public List<ServiceInstance> getInstances(String service) {
			return List.copyOf(this.up);
		}

		@Override
		public List<String> getServices() {
			return List.of("message-service");
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Registries {

		@Bean
		Registry registry() {
			return new Registry();
		}

	}

}
