package dev.letterbox.meshtests.deployment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.letterbox.meshtests.history.HistoryChecker;
import dev.letterbox.meshtests.history.Traffic;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The mesh in containers, built from the sources and run as its users run it. No other
 * test runs beside it: none of its requests may fail.
 */
@Isolated
@ExtendWith(ContainersIT.NeedsEngine.class)
class ContainersIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final Containers containers = new Containers();

	@BeforeAll
	static void buildAndStart() {
		try {
			containers.build();
			containers.up();
			containers.awaitReady();
		}
		catch (AssertionError ex) {
			containers.printLogs();
			containers.close();
			throw ex;
		}
	}

	@AfterAll
	static void tearDown() {
		containers.close();
	}

	@BeforeEach
	void startWithOneReplica() {
		containers.up("--no-recreate", "--scale", Containers.REPLICA + "=1");
		containers.awaitReady();
	}

	@Test
	void opensNoPortButTheGateways() {
		List<String> open = new ArrayList<>();
		for (String service : List.of("mongo", "discovery-server", "api-gateway", "message-service")) {
			for (String id : containers.ids(service)) {
				JsonNode ports = containers.inspect(id).at("/NetworkSettings/Ports");
				ports.forEachEntry((port, bindings) -> bindings
					.forEach((binding) -> open.add(service + " " + port + " " + binding.get("HostPort").asString())));
			}
		}
		assertThat(open).isNotEmpty().containsOnly("api-gateway 8080/tcp " + containers.port());
		String chat = Client.freshChat();
		Message message = containers.client().stored(chat, "hello");
		assertThat(containers.client().all(chat)).containsExactly(message);
	}

	@Test
	void runsUnprivilegedOnAReadOnlyRoot() {
		for (String service : Containers.SERVICES) {
			for (String id : containers.ids(service)) {
				assertThat(
						containers.exec(id, "bash", "-c", "id -u; id -g; touch /x /letterbox/x 2>/dev/null || echo no"))
					.as(service)
					.isEqualTo("10001\n10001\nno\n");
				// The JVM has no capabilities.
				assertThat(containers.exec(id, "bash", "-c", "grep -E '^(CapEff|NoNewPrivs)' /proc/1/status"))
					.containsPattern("CapEff:\\s0+\n")
					.containsPattern("NoNewPrivs:\\s1\n");
			}
		}
	}

	@Test
	void joinsTheStoreByReplicasAlone() {
		assertThat(networks("mongo")).containsExactly("store");
		assertThat(networks("message-service")).containsExactlyInAnyOrder("mesh", "store");
		assertThat(networks("api-gateway")).containsExactly("mesh");
		assertThat(networks("discovery-server")).containsExactly("mesh");
	}

	@Test
	void losesNoRequestWhileItIsScaled() {
		try (Traffic traffic = new Traffic(containers.client(), Duration.ofMillis(100))) {
			traffic.start();
			traffic.awaitAcknowledged(100, LIMIT);
			containers.scale(3);
			List<String> replicas = containers.ids(Containers.REPLICA);
			assertThat(replicas).hasSize(3);
			Awaitility.await("each of three replicas has stored messages")
				.atMost(LIMIT)
				.pollInterval(Duration.ofMillis(500))
				.until(() -> {
					sendToFreshChats(20);
					return replicas.stream().allMatch((id) -> containers.stored(id) > 20);
				});
			containers.up("--no-recreate", "--scale", Containers.REPLICA + "=1");
			assertThat(containers.ids(Containers.REPLICA)).hasSize(1);
			traffic.awaitAcknowledged(100, LIMIT);
			assertThat(HistoryChecker.check(traffic.finish())).isEmpty();
			assertThat(traffic.exchanges()).extracting((it) -> it.reply().status()).containsOnly(200);
		}
	}

	/** The gateway spreads chats over the replicas, and not the sends of one chat. */
	private static void sendToFreshChats(int count) {
		for (int i = 0; i < count; i++) {
			containers.client().stored(Client.freshChat(), "to any replica");
		}
	}

	@Test
	void startsACrashedReplicaAgain() {
		String chat = Client.freshChat();
		Message message = containers.client().stored(chat, "before the crash");
		String id = containers.ids(Containers.REPLICA).getFirst();
		int restarts = containers.inspect(id).get("RestartCount").asInt();
		containers.crash(id);
		Awaitility.await("the engine restarts it")
			.atMost(LIMIT)
			.pollInterval(Duration.ofMillis(300))
			.until(() -> containers.inspect(id).get("RestartCount").asInt() > restarts);
		containers.awaitReady();
		assertThat(containers.client().all(chat)).containsExactly(message);
	}

	@Test
	void keepsEveryMessageWhenTheWholeMeshIsStartedAgain() {
		Client client = containers.client();
		String chat = Client.freshChat();
		List<Message> sent = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			sent.add(client.stored(chat, "message " + i));
		}
		containers.restart();
		containers.awaitReady();
		assertThat(client.all(chat)).isEqualTo(sent);
		containers.down();
		containers.up();
		containers.awaitReady();
		assertThat(client.all(chat)).isEqualTo(sent);
	}

	private static List<String> networks(String service) {
		List<String> names = new ArrayList<>();
		String id = containers.ids(service).getFirst();
		containers.inspect(id)
			.at("/NetworkSettings/Networks")
			.forEachEntry((name, network) -> names.add(name.substring(name.indexOf('_') + 1)));
		return names;
	}

	/** Skips the tests, with the reason, where the images can't be built. */
	static class NeedsEngine implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			return Containers.missing()
				.map(ConditionEvaluationResult::disabled)
				.orElseGet(() -> ConditionEvaluationResult.enabled("The images can be built"));
		}

	}

}
