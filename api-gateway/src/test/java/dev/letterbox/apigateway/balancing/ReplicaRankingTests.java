package dev.letterbox.apigateway.balancing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.letterbox.apigateway.ejection.EjectionSettings;
import dev.letterbox.apigateway.ejection.Ejections;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ReplicaRankingTests {

	private static final int UNLIMITED = Integer.MAX_VALUE;

	private final PullsInFlight pulls = new PullsInFlight();

	private final Ejections ejections = new Ejections(
			new EjectionSettings(3, Duration.ofSeconds(1), Duration.ofSeconds(30)), new SimpleMeterRegistry(),
			System::nanoTime);

	private final List<String> chats = IntStream.range(0, 20_000).mapToObj((i) -> "bench-" + i + ":peer").toList();

	@Test
	void bothSpellingsOfAChatPreferTheSameReplica() {
		ReplicaRanking ranking = ranking(instances(7));
		for (String chat : List.of("a:b", "語:😀", "bob:alice", "\uE000:😀", "a:a")) {
			int colon = chat.indexOf(':');
			String other = chat.substring(colon + 1) + ":" + chat.substring(0, colon);
			assertThat(hash(chat)).isEqualTo(hash(other));
			assertThat(ranking.first(hash(chat), ReplicaRequest.ANY, UNLIMITED)).isNotNegative();
		}
	}

	@Test
	void differentChatsHaveDifferentHashes() {
		List<String> similar = List.of("a:b", "a:c", "b:c", "a:a", "b:b", "ab:c", "a:bc", "A:b", ":ab", "ba:", ":");
		Set<ChatHash> hashes = new HashSet<>();
		Stream.concat(similar.stream(), this.chats.stream()).forEach((chat) -> hashes.add(hash(chat)));
		assertThat(hashes).hasSize(similar.size() + this.chats.size());
		assertThat(Stream.of("", "ab", "a:b:c", "a::b").map(ChatHash::of)).containsOnlyNulls();
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 4, 9 })
	void chatsAreSpreadEvenly(int replicas) {
		Map<String, Integer> chatsOf = new HashMap<>();
		preferences(instances(replicas)).values().forEach((id) -> chatsOf.merge(id, 1, Integer::sum));
		double share = (double) this.chats.size() / replicas;
		assertThat(chatsOf).hasSize(replicas);
		assertThat(chatsOf.values()).allSatisfy((count) -> assertThat(count / share).isCloseTo(1, within(0.1)));
	}

	@Test
	void onlyTheChatsOfAReplicaThatJoinsOrLeavesMove() {
		List<ServiceInstance> four = instances(4);
		List<ServiceInstance> five = new ArrayList<>(four);
		ServiceInstance joined = instances(1).getFirst();
		five.add(2, joined);
		Map<String, String> before = preferences(four);
		Map<String, String> after = preferences(five);
		List<String> moved = this.chats.stream()
			.filter((chat) -> !Objects.equals(before.get(chat), after.get(chat)))
			.toList();
		assertThat((double) moved.size() / this.chats.size()).isCloseTo(1 / 5.0, within(0.02));
		assertThat(moved).allSatisfy((chat) -> assertThat(after).containsEntry(chat, ReplicaRanking.id(joined)));
	}

	@Test
	void theNextReplicaIsTheOneThatIsFirstWithoutThoseTried() {
		List<ServiceInstance> all = instances(5);
		ReplicaRanking ranking = ranking(all);
		for (String chat : this.chats.subList(0, 200)) {
			ReplicaRequest tried = ReplicaRequest.ANY;
			List<ServiceInstance> left = new ArrayList<>(all);
			while (!left.isEmpty()) {
				ServiceInstance next = all.get(ranking.first(hash(chat), tried, UNLIMITED));
				assertThat(next).isEqualTo(left.get(ranking(left).first(hash(chat), ReplicaRequest.ANY, UNLIMITED)));
				left.remove(next);
				tried = tried.afterTrying(ReplicaRanking.id(next));
			}
			assertThat(ranking.first(hash(chat), tried, UNLIMITED)).isNegative();
		}
	}

	@Test
	void theOrderOfTheListDoesNotMatter() {
		List<ServiceInstance> replicas = instances(4);
		List<ServiceInstance> shuffled = new ArrayList<>(replicas);
		Collections.reverse(shuffled);
		assertThat(preferences(replicas)).isEqualTo(preferences(shuffled));
		assertThat(ranking(replicas).isOf(List.copyOf(replicas))).isTrue();
		assertThat(ranking(replicas).isOf(shuffled)).isFalse();
		assertThat(ranking(replicas).isOf(replicas.subList(0, 3))).isFalse();
		assertThat(ranking(List.of()).isOf(replicas)).isFalse();
	}

	@Test
	void someReplicaIsAlwaysBelowThePullLimit() {
		List<ServiceInstance> replicas = instances(3);
		ReplicaRanking ranking = ranking(replicas);
		ChatHash hot = hash("a:b");
		int[] pullsOf = new int[3];
		for (int i = 1; i <= 300; i++) {
			int limit = ranking.pullLimit(1.25);
			int chosen = ranking.first(hot, ReplicaRequest.ANY, limit);
			assertThat(chosen).isNotNegative();
			pullsOf[chosen]++;
			this.pulls.count(ReplicaRanking.id(replicas.get(chosen))).incrementAndGet();
			assertThat(limit).isEqualTo((int) Math.ceil(1.25 * i / 3));
		}
		assertThat(pullsOf[ranking.first(hot, ReplicaRequest.ANY, UNLIMITED)]).isEqualTo(125);
		assertThat(pullsOf).contains(125, 50);
	}

	private Map<String, String> preferences(List<ServiceInstance> replicas) {
		ReplicaRanking ranking = ranking(replicas);
		Map<String, String> preferences = new HashMap<>();
		for (String chat : this.chats) {
			preferences.put(chat,
					ReplicaRanking.id(replicas.get(ranking.first(hash(chat), ReplicaRequest.ANY, UNLIMITED))));
		}
		return preferences;
	}

	private ReplicaRanking ranking(List<ServiceInstance> replicas) {
		return new ReplicaRanking(replicas, this.pulls, this.ejections);
	}

	private static ChatHash hash(String chat) {
		return Objects.requireNonNull(ChatHash.of(chat));
	}

	/** Instances with ids such as those in the registry. */
	private static List<ServiceInstance> instances(int count) {
		return Stream.generate(() -> "message-service:" + UUID.randomUUID())
			.limit(count)
			.<ServiceInstance>map((id) -> new DefaultServiceInstance(id, "message-service", "127.0.0.1", 1, false))
			.toList();
	}

}
