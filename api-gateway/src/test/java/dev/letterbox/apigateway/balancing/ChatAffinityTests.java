package dev.letterbox.apigateway.balancing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The requests of a chat meet at one replica, in every form that a client may use.
 */
@TestPropertySource(properties = { "letterbox.forward.deadline=5s", "letterbox.retry.attempt-timeout=5s" })
class ChatAffinityTests extends GatewayFixture {

	private static final String INVALID = "{\"type\":\"urn:letterbox:problem:invalid-request\"}";

	@Autowired
	private PullsInFlight pulls;

	@Test
	void allRequestsOfAChatMeetAtOneReplica() throws IOException {
		List<StubReplica> replicas = replicas(4);
		for (int chat = 0; chat < 20; chat++) {
			replicas.forEach((replica) -> replica.seen().clear());
			String a = "a" + chat;
			String body = "{\"sender\":\"%s\",\"text\":\"hi\",\"chat\":\"%s\"}";
			send(body.formatted(a, a + ":b"));
			send(body.formatted("b", "b:" + a));
			send(body.formatted("b", "b\\u003a" + a));
			ask("GET", "/pull?chat=" + a + ":b&cursor=7");
			ask("GET", "/api/pull?limit=3&chat=b%3A" + a);
			ask("HEAD", "/api/pull?chat=%62:" + a);
			pullWithBody("/pull", "{\"cursor\":0,\"chat\":\"b:" + a + "\"}");
			pullWithBody("/pull?chat=b:" + a, "{\"chat\":\"x:y\"}");
			assertThat(seen(replicas)).as("the requests of chat %s", a).containsOnlyOnce(8).containsOnly(8, 0);
		}
	}

	@Test
	void theListsOfAMembersChatsMeetAtOneReplica() throws IOException {
		List<StubReplica> replicas = replicas(4);
		for (int member = 0; member < 20; member++) {
			replicas.forEach((replica) -> replica.seen().clear());
			ask("GET", "/chats?member=m" + member);
			ask("GET", "/api/chats?limit=3&member=%6d" + member + "&after=a:b");
			ask("HEAD", "/api/chats?chat=x:y&member=m" + member);
			pullWithBody("/chats", "{\"chat\":\"x:y\",\"member\":\"m" + member + "\"}");
			pullWithBody("/chats?member=m" + member, "{\"member\":\"other\"}");
			assertThat(seen(replicas)).as("the lists of member %d", member).containsOnlyOnce(5).containsOnly(5, 0);
		}
	}

	@Test
	void listsOfDifferentMembersAreDistributedOverAllReplicas() throws IOException {
		List<StubReplica> replicas = replicas(3);
		for (int member = 0; member < 60; member++) {
			ask("GET", "/chats?member=" + member);
		}
		assertThat(seen(replicas)).allMatch((count) -> count > 5);
	}

	@Test
	void chatsAreDistributedOverAllReplicas() throws IOException {
		List<StubReplica> replicas = replicas(3);
		for (int chat = 0; chat < 60; chat++) {
			ask("GET", "/pull?chat=a:" + chat);
		}
		assertThat(seen(replicas)).allMatch((count) -> count > 5);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"chat\":\"a:b\"", "nonsense", "[]", "", "{\"chat\":null}", "{\"chat\":\"ab\"}",
			"{\"text\":\"\\x\",\"chat\":\"a:b\"}", "{\"chat\":7}", "{\"chat\":\"a:b\",\"chat\":\"c:d\"}" })
	void aBodyThatIsNotUnderstoodIsAnsweredByAReplica(String body) throws IOException {
		List<StubReplica> replicas = replicas(2);
		replicas.forEach((replica) -> replica.answering("HTTP/1.1 400 Bad Request\r\nContent-Type: "
				+ "application/problem+json\r\nContent-Length: " + INVALID.length() + "\r\n\r\n" + INVALID));
		RawConnection.Response response = send(body);
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.body()).isEqualTo(INVALID);
		assertThat(ask("GET", "/pull?chat=%ff").body()).isEqualTo(INVALID);
		assertThat(seen(replicas).stream().mapToInt(Integer::intValue).sum()).isEqualTo(2);
	}

	@Test
	void theNextReplicaServesAChatWhosePreferredReplicaIsDead() throws IOException {
		deadReplica();
		List<StubReplica> alive = replicas(2);
		deadReplica();
		for (int chat = 0; chat < 20; chat++) {
			alive.forEach((replica) -> replica.seen().clear());
			for (int i = 0; i < 2; i++) {
				assertThat(send("{\"chat\":\"a:" + chat + "\"}").status()).isEqualTo(200);
				assertThat(ask("GET", "/pull?chat=a:" + chat).status()).isEqualTo(200);
			}
			assertThat(seen(alive)).containsExactlyInAnyOrder(4, 0);
		}
	}

	@Test
	void pullsOfABusyChatUseOtherReplicasAndSendsDoNot() throws IOException {
		List<StubReplica> replicas = replicas(2);
		StubReplica preferred = preferred(replicas);
		StubReplica other = replicas.get(1 - replicas.indexOf(preferred));
		CountDownLatch release = new CountDownLatch(1);
		replicas.forEach((replica) -> replica.answering((request, out) -> {
			await(release);
			StubReplica.write(out, StubReplica.OK);
		}));
		List<RawConnection> connections = new ArrayList<>();
		for (int i = 1; i <= 8; i++) {
			RawConnection connection = new RawConnection(this.port);
			closeAtTheEnd(connection);
			connections.add(connection.send(head("GET", "/pull?chat=a:b", "")));
			awaitPulls(replicas, i);
		}
		// 8 * 1.5 / 2 is 6.
		assertThat(preferred.seen()).hasSize(6);
		assertThat(other.seen()).hasSize(2);
		RawConnection send = new RawConnection(this.port);
		closeAtTheEnd(send);
		String body = "{\"chat\":\"a:b\"}";
		connections.add(send.send(head("POST", "/send", "Content-Length: " + body.length() + "\r\n") + body));
		Awaitility.await().until(() -> preferred.seen().size() == 7);
		release.countDown();
		for (RawConnection connection : connections) {
			assertThat(connection.receive().status()).isEqualTo(200);
		}
		awaitPulls(replicas, 0);
	}

	@Test
	void pullsThatBreakOrEndLateOrLoseTheirClientAreNoLongerCounted() throws IOException {
		StubReplica replica = replica().answering((request, out) -> {
			throw new IOException("gone");
		});
		ask("GET", "/pull?chat=a:b").isProblem(503, "unavailable");
		awaitPulls(List.of(replica), 0);
		replica.answering((request, out) -> {
		});
		ask("GET", "/pull?chat=a:b").isProblem(504, "timeout");
		awaitPulls(List.of(replica), 0);
		try (RawConnection connection = new RawConnection(this.port)) {
			connection.send(head("GET", "/pull?chat=a:b", ""));
			awaitPulls(List.of(replica), 1);
		}
		awaitPulls(List.of(replica), 0);
	}

	private void awaitPulls(List<StubReplica> replicas, int expected) {
		Awaitility.await()
			.until(() -> replicas.stream()
				.mapToInt((replica) -> this.pulls.count(ReplicaRanking.id(replica.instance())).get())
				.sum() == expected);
	}

	private StubReplica preferred(List<StubReplica> replicas) throws IOException {
		ask("GET", "/pull?chat=a:b");
		StubReplica preferred = replicas.stream().filter((it) -> !it.seen().isEmpty()).findFirst().orElseThrow();
		preferred.seen().clear();
		return preferred;
	}

	private List<StubReplica> replicas(int count) {
		return Stream.generate(this::replica).limit(count).toList();
	}

	private static List<Integer> seen(List<StubReplica> replicas) {
		return replicas.stream().map((replica) -> replica.seen().size()).toList();
	}

	private RawConnection.Response send(String body) throws IOException {
		return ask(head("POST", "/send", "Content-Length: " + body.length() + "\r\n") + body);
	}

	private void pullWithBody(String target, String body) throws IOException {
		ask(head("GET", target, "Content-Length: " + body.length() + "\r\n") + body);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
