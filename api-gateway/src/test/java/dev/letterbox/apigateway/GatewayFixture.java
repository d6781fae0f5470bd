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
 * Runs the complete gateway, with shorter timeouts, in front of stub replicas and a
 * registry that tests control.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "server.address=127.0.0.1", "eureka.client.enabled=false",
				"letterbox.forward.deadline=2s", "letterbox.forward.read-timeout=1500ms",
				"letterbox.request-limits.head-timeout=2s", "letterbox.request-limits.body-timeout=1s",
				"letterbox.request-limits.write-timeout=5s", "letterbox.circuit.wait-when-open=500ms",
				"letterbox.retry.attempt-timeout=600ms", "letterbox.shutdown.drain=0s" })
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
	protected ReactiveResilience4JCircuitBreakerFactory circuitBreakers;

	@BeforeEach
	void resetsRegistryAndCircuitBreaker() {
		this.registry.up.clear();
		this.circuitBreakers.getCircuitBreakerRegistry().find(CIRCUIT_BREAKER).ifPresent(CircuitBreaker::reset);
	}

	@AfterEach
	void closesWhatTheTestOpened() throws IOException {
		for (Closeable replica : this.opened) {
			replica.close();
		}
	}

	protected CircuitBreaker circuitBreaker() {
		return this.circuitBreakers.getCircuitBreakerRegistry().find(CIRCUIT_BREAKER).orElseThrow();
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
	 * Registers a replica that refuses connections.
	 */
	protected void deadReplica() throws IOException {
		// Bound but not listening, so that no other process takes the port.
		Socket bound = new Socket();
		this.opened.add(bound);
		bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.registry.up.add(StubReplica.instance(bound.getLocalPort()));
	}

	/**
	 * Registers a replica that neither accepts nor refuses connections: its backlog is
	 * full.
	 */
	protected void unresponsiveReplica() throws IOException {
		ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		closeAtTheEnd(full);
		// On a busy machine one timeout can be a delay; two in a row mean a full backlog.
		int timeouts = 0;
		while (timeouts < 2) {
			Socket queued = new Socket();
			closeAtTheEnd(queued);
			try {
				queued.connect(full.getLocalSocketAddress(), 150);
				timeouts = 0;
			}
			catch (SocketTimeoutException ex) {
				timeouts++;
			}
		}
		this.registry.up.add(StubReplica.instance(full.getLocalPort()));
	}

	protected void closeAtTheEnd(Closeable opened) {
		this.opened.add(opened);
	}

	/**
	 * Sends a request over a new connection and returns the response.
	 */
	protected RawConnection.Response ask(String request) throws IOException {
		try (RawConnection connection = new RawConnection(this.port)) {
			return connection.send(request).receive(request.startsWith("HEAD "));
		}
	}

	protected RawConnection.Response ask(String method, String target) throws IOException {
		return ask(head(method, target, method.equals("POST") ? "Content-Length: 0\r\n" : ""));
	}

	protected static String head(String method, String target, String headers) {
		String lines = headers.replace("\r", "").replace("\n", "\r\n");
		return method + " " + target + " HTTP/1.1\r\nHost: letterbox.example\r\n" + lines + "\r\n";
	}

	/**
	 * A registry that tests fill.
	 */
	public static class Registry implements DiscoveryClient {

		public final List<ServiceInstance> up = new CopyOnWriteArrayList<>();

		@Override
		public String description() {
			return "A registry that tests fill";
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
