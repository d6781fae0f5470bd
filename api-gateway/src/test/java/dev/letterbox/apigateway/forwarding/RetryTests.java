package dev.letterbox.apigateway.forwarding;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests are sent to another replica after which failure, and which are not.
 */
class RetryTests extends GatewayFixture {

	private static final String BODY = "{\"chat\":\"a:b\"}";

	private static final String KEYED = "KEYED /send";

	private static final String REFUSAL = "{\"detail\":\"Nothing was stored.\"}";

	private static final String UNAVAILABLE = "HTTP/1.1 503 Unavailable\r\nContent-Type: application/problem+json\r\n"
			+ "Retry-After: 7\r\nContent-Length: " + REFUSAL.length() + "\r\n\r\n" + REFUSAL;

	private static final StubReplica.Answer BREAKS = (request, out) -> {
		throw new IOException("gone");
	};

	private static final StubReplica.Answer BREAKS_WITHIN = (request, out) -> {
		StubReplica.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
		throw new IOException("gone");
	};

	private static final StubReplica.Answer REFUSES = (request, out) -> StubReplica.write(out, UNAVAILABLE);

	private static final StubReplica.Answer SILENT = (request, out) -> {
	};

	@ParameterizedTest
	@ValueSource(strings = { "GET /pull?chat=a:b", "HEAD /api/pull?chat=a:b", "GET /ping", KEYED })
	void aRepeatableRequestIsAnsweredByAnotherReplica(String request) throws IOException {
		// A response to HEAD has no body that could break off.
		List<StubReplica.Answer> failures = request.startsWith("HEAD") ? List.of(BREAKS, REFUSES, SILENT)
				: List.of(BREAKS, BREAKS_WITHIN, REFUSES, SILENT);
		for (StubReplica.Answer failure : failures) {
			this.registry.up.clear();
			List<StubReplica> replicas = replicas(2, firstOnly(failure));
			assertThat(send(request).status()).isEqualTo(200);
			assertThat(replicas).allSatisfy((replica) -> assertThat(replica.seen()).hasSize(1));
			assertThat(replicas.get(0).seen().getFirst().body()).isEqualTo(replicas.get(1).seen().getFirst().body());
		}
		assertThat(circuitBreaker().getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@Test
	void aSendWithoutAKeyThatMayHaveBeenStoredIsNotRepeated() throws IOException {
		for (StubReplica.Answer failure : List.of(BREAKS, BREAKS_WITHIN, SILENT)) {
			this.registry.up.clear();
			List<StubReplica> replicas = replicas(2, failure);
			assertThat(send("POST /send").isProblem(504, "timeout").body()).contains("may or may not have been stored",
					"send it again with the same Idempotency-Key");
			assertThat(seen(replicas)).isEqualTo(1);
		}
	}

	@Test
	void aSendWithoutAKeyThatIsRefusedIsNotRepeated() throws IOException {
		List<StubReplica> replicas = replicas(2, REFUSES);
		assertThat(send("POST /send").body()).isEqualTo(REFUSAL);
		assertThat(seen(replicas)).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /pull?chat=a:b", KEYED })
	void eachReplicaIsTriedOnceAndTheLast503IsPassedOn(String request) throws IOException {
		List<StubReplica> replicas = replicas(3, REFUSES);
		RawConnection.Response response = send(request);
		assertThat(response.status()).isEqualTo(503);
		assertThat(response.body()).isEqualTo(REFUSAL);
		assertThat(response.headers()).containsEntry("Retry-After", "7")
			.containsEntry("Content-Type", "application/problem+json");
		assertThat(replicas).allSatisfy((replica) -> assertThat(replica.seen()).hasSize(1));
	}

	@Test
	void a503IsPassedOnIfNoOtherReplicaAcceptsConnections() throws IOException {
		deadReplica();
		replica().answering(REFUSES);
		deadReplica();
		for (String request : List.of("GET /pull?chat=a:b", KEYED, "GET /pull?chat=a:c")) {
			assertThat(send(request).body()).isEqualTo(REFUSAL);
		}
	}

	@Test
	void aSendIsNotSaidToBeRefusedIfAnotherReplicaMayHaveStoredIt() throws IOException {
		replicas(2, firstOnly(BREAKS, REFUSES));
		assertThat(send(KEYED).isProblem(504, "timeout").body()).contains("may or may not have been stored");
		this.registry.up.clear();
		replicas(2, firstOnly(REFUSES, BREAKS));
		assertThat(send(KEYED).isProblem(504, "timeout").body()).contains("may or may not have been stored");
		for (int i = 0; i < 4; i++) {
			this.registry.up.clear();
			replica().answering(BREAKS);
			deadReplica();
			assertThat(send(KEYED).isProblem(504, "timeout").body()).contains("may or may not have been stored");
		}
	}

	@Test
	void aPullThatAllReplicasBreakOffIsUnavailable() throws IOException {
		List<StubReplica> replicas = replicas(3, BREAKS);
		send("GET /pull?chat=a:b").isProblem(503, "unavailable");
		assertThat(replicas).allSatisfy((replica) -> assertThat(replica.seen()).hasSize(1));
	}

	@Test
	void oneDeadlineBoundsAllAttempts() throws IOException {
		List<StubReplica> replicas = replicas(9, SILENT);
		long begun = System.nanoTime();
		send(KEYED).isProblem(504, "timeout");
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(1900),
				Duration.ofSeconds(4));
		assertThat(replicas).allSatisfy((replica) -> assertThat(replica.seen()).hasSizeLessThanOrEqualTo(1));
		assertThat(seen(replicas)).isBetween(2, 4);
	}

	@Test
	void theLastReplicaHasAllRemainingTime() throws IOException {
		replica().answering((request, out) -> {
			// Longer than an attempt.
			LockSupport.parkNanos(Duration.ofMillis(1200).toNanos());
			StubReplica.write(out, StubReplica.OK);
		});
		assertThat(send("GET /pull?chat=a:b").status()).isEqualTo(200);
	}

	@Test
	void aReplicaIsToldTheTimeThatIsLeft() throws IOException {
		StubReplica replica = replica();
		ask(head("GET", "/pull?chat=a:b", "Request-Timeout-Ms: 99999\r\nConnection: request-timeout-ms\r\n"));
		assertThat(timeouts(replica)).singleElement().satisfies((millis) -> assertThat(millis).isBetween(1500, 2000));
		this.registry.up.clear();
		List<StubReplica> two = replicas(2, firstOnly(SILENT));
		send(KEYED);
		assertThat(two.stream().flatMap((it) -> timeouts(it).stream()).sorted().toList()).satisfiesExactly(
				(first) -> assertThat(first).isBetween(200, 600), (second) -> assertThat(second).isBetween(700, 1400));
	}

	private static List<Integer> timeouts(StubReplica replica) {
		return replica.seen()
			.stream()
			.map((seen) -> Integer.valueOf(seen.headers().get("Request-Timeout-Ms")))
			.toList();
	}

	/** Fails with the first request that any of the replicas receives. */
	private static StubReplica.Answer firstOnly(StubReplica.Answer failure) {
		return firstOnly(failure, (request, out) -> StubReplica.write(out, StubReplica.OK));
	}

	private static StubReplica.Answer firstOnly(StubReplica.Answer first, StubReplica.Answer others) {
		AtomicBoolean failed = new AtomicBoolean();
		return (request, out) -> (failed.getAndSet(true) ? others : first).to(request, out);
	}

	private List<StubReplica> replicas(int count, StubReplica.Answer answer) {
		return Stream.generate(() -> replica().answering(answer)).limit(count).toList();
	}

	private static int seen(List<StubReplica> replicas) {
		return replicas.stream().mapToInt((replica) -> replica.seen().size()).sum();
	}

	private RawConnection.Response send(String request) throws IOException {
		String[] words = StringUtils.delimitedListToStringArray(request, " ");
		return switch (words[0]) {
			case "KEYED" -> ask(head("POST", words[1], "Idempotency-Key: k\r\n" + length()) + BODY);
			case "POST" -> ask(head("POST", words[1], length()) + BODY);
			default -> ask(words[0], words[1]);
		};
	}

	private static String length() {
		return "Content-Length: " + BODY.length() + "\r\n";
	}

}
