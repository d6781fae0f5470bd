package dev.letterbox.apigateway.balancing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.StubReplica;
import dev.letterbox.apigateway.balancing.ReplicaRequest.Kind;
import dev.letterbox.apigateway.ejection.EjectionSettings;
import dev.letterbox.apigateway.ejection.Ejections;
import dev.letterbox.apigateway.ejection.ReplicaHealth;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ChatAffinityLoadBalancerTests {

	private static final ChatHash CHAT = new ChatHash(42);

	private final GatewayFixture.Registry registry = new GatewayFixture.Registry();

	private final PullsInFlight pulls = new PullsInFlight();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final AtomicLong nanos = new AtomicLong();

	private final Ejections ejections = new Ejections(
			new EjectionSettings(2, Duration.ofSeconds(1), Duration.ofSeconds(4)), this.meters, this.nanos::get);

	private final ChatAffinityLoadBalancer loadBalancer = new ChatAffinityLoadBalancer(new Replicas(this.registry),
			this.pulls, new AffinitySettings(true, 1.25), this.ejections, this.meters);

	@Test
	void sendsNeverLeaveTheirReplicaByLoad() {
		register(4);
		Set<String> chosen = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			String replica = String.valueOf(choose(Kind.SEND, Set.of()));
			this.pulls.count(replica).addAndGet(10);
			chosen.add(replica);
		}
		assertThat(chosen).hasSize(1);
		assertThat(choices("preferred")).isEqualTo(100);
	}

	@Test
	void pullsLeaveTheirReplicaBeyondTheLimitAndReturn() {
		register(4);
		String first = choose(Kind.PULL, Set.of());
		List<String> order = order();
		assertThat(first).isEqualTo(order.getFirst());
		// 5 * 1.25 / 4 is 1.6.
		this.pulls.count(order.get(0)).set(2);
		this.pulls.count(order.get(1)).set(2);
		assertThat(choose(Kind.PULL, Set.of())).isEqualTo(order.get(2));
		assertThat(choose(Kind.SEND, Set.of())).isEqualTo(first);
		assertThat(choices("next")).isEqualTo(4);
		this.pulls.count(order.get(0)).set(1);
		assertThat(choose(Kind.PULL, Set.of())).isEqualTo(first);
	}

	@Test
	void aPullThatFindsNoReplicaBelowTheLimitTakesTheNextInOrder() {
		register(3);
		List<String> order = order();
		this.pulls.count(order.get(1)).set(9);
		this.pulls.count(order.get(2)).set(9);
		assertThat(choose(Kind.PULL, Set.of(order.get(0)))).isEqualTo(order.get(1));
	}

	@Test
	void skipsReplicasThatLeaveTheRegistryAndReturnsToThem() {
		register(3);
		List<String> order = order();
		List<ServiceInstance> all = List.copyOf(this.registry.up);
		this.registry.up.removeIf((replica) -> order.getFirst().equals(replica.getInstanceId()));
		assertThat(choose(Kind.SEND, Set.of())).isEqualTo(order.get(1));
		this.registry.up.clear();
		assertThat(choose(Kind.SEND, Set.of())).isNull();
		this.registry.up.addAll(all);
		assertThat(choose(Kind.SEND, Set.of())).isEqualTo(order.getFirst());
	}

	@Test
	void theNextReplicaServesAChatWhoseFirstOneIsEjected() {
		register(3);
		List<String> order = order();
		eject(order.get(0));
		assertThat(choose(Kind.SEND, Set.of())).isEqualTo(order.get(1));
		assertThat(choose(Kind.PULL, Set.of())).isEqualTo(order.get(1));
		assertThat(choose(Kind.PULL, Set.of(order.get(1)))).isEqualTo(order.get(2));
		assertThat(choose(Kind.PULL, Set.of(order.get(1), order.get(2)))).isNull();
		this.ejections.of(order.get(0)).succeeded();
		assertThat(choose(Kind.SEND, Set.of())).isEqualTo(order.get(0));
	}

	@Test
	void oneRepeatableRequestProbesAnEjectedReplica() {
		register(3);
		List<String> order = order();
		eject(order.get(0));
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(choose(Kind.SEND, Set.of())).isEqualTo(order.get(1));
		assertThat(choose(Kind.PULL, Set.of())).isEqualTo(order.get(0));
		assertThat(choose(Kind.PULL, Set.of())).isEqualTo(order.get(1));
	}

	@Test
	void aRequestWithoutAChatAvoidsEjectedReplicas() {
		register(3);
		choose(Kind.SEND, Set.of());
		eject("stub-2");
		Set<String> chosen = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			chosen.add(id(this.loadBalancer.choose(new DefaultRequest<>(ReplicaRequest.ANY)).block()));
		}
		assertThat(chosen).containsExactlyInAnyOrder("stub-1", "stub-3");
	}

	@Test
	void ejectedReplicasServeIfNoOtherIsLeftInTheRegistry() {
		register(2);
		List<String> order = order();
		eject(order.get(0));
		this.registry.up.removeIf((replica) -> order.get(1).equals(replica.getInstanceId()));
		assertThat(choose(Kind.SEND, Set.of())).isEqualTo(order.get(0));
		assertThat(choose(Kind.PULL, Set.of())).isEqualTo(order.get(0));
	}

	@Test
	void saysWhetherAnotherReplicaCanBeTried() {
		register(3);
		List<String> order = order();
		assertThat(isAnotherLeft(Set.of())).isTrue();
		assertThat(isAnotherLeft(Set.of(order.get(0)))).isTrue();
		assertThat(isAnotherLeft(Set.of(order.get(0), order.get(1)))).isFalse();
		eject(order.get(2));
		assertThat(isAnotherLeft(Set.of(order.get(0)))).isFalse();
	}

	@Test
	void replicasThatLeaveTheRegistryAreForgotten() {
		register(3);
		List<String> order = order();
		eject(order.get(0));
		List<ServiceInstance> all = List.copyOf(this.registry.up);
		this.registry.up.removeIf((replica) -> order.getFirst().equals(replica.getInstanceId()));
		choose(Kind.SEND, Set.of());
		this.registry.up.clear();
		this.registry.up.addAll(all);
		assertThat(choose(Kind.SEND, Set.of())).isEqualTo(order.get(0));
		assertThat(this.meters.get("letterbox.gateway.ejected").gauge().value()).isZero();
	}

	@Test
	void aRequestWithoutAChatGoesToEachReplicaThatWasNotTried() {
		register(4);
		Set<String> chosen = new HashSet<>();
		Set<String> tried = Set.of("stub-1", "stub-4");
		for (int i = 0; i < 200; i++) {
			chosen.add(id(this.loadBalancer
				.choose(new DefaultRequest<>(ReplicaRequest.ANY.afterTrying("stub-1").afterTrying("stub-4")))
				.block()));
		}
		assertThat(chosen).containsExactlyInAnyOrder("stub-2", "stub-3").doesNotContainAnyElementsOf(tried);
		Stream.generate(() -> id(this.loadBalancer.choose(new DefaultRequest<>("another context")).block()))
			.limit(200)
			.forEach(chosen::add);
		assertThat(chosen).hasSize(4);
		assertThat(choices("random")).isEqualTo(400);
	}

	@Test
	void aRequestIsGivenNoReplicaThatWasTried() {
		register(2);
		ReplicaRequest tried = ReplicaRequest.ANY.afterTrying("stub-1").afterTrying("stub-2");
		assertThat(id(this.loadBalancer.choose(new DefaultRequest<>(tried)).block())).isNull();
		assertThat(choose(Kind.PULL, tried.tried())).isNull();
		assertThat(choices("random") + choices("next") + choices("preferred")).isZero();
	}

	@Test
	void refusesALimitBelowTheAverage() {
		assertThatIllegalArgumentException().isThrownBy(() -> new AffinitySettings(true, 0.99));
		assertThatIllegalArgumentException().isThrownBy(() -> new AffinitySettings(true, Double.NaN));
	}

	private void eject(String replica) {
		ReplicaHealth health = this.ejections.of(replica);
		this.ejections.failed(replica, health);
		this.ejections.failed(replica, health);
		assertThat(health.isEjected()).isTrue();
	}

	private boolean isAnotherLeft(Set<String> tried) {
		ReplicaRequest request = new ReplicaRequest(Kind.SEND, CHAT, true, tried);
		@Nullable Response<ServiceInstance> choice = this.loadBalancer.choose(new DefaultRequest<>(request)).block();
		return choice instanceof ReplicaChoice chosen && chosen.isAnotherLeft();
	}

	/** The ids of all replicas, in the order of the chat. */
	private List<String> order() {
		List<String> order = new ArrayList<>();
		while (order.size() < this.registry.up.size()) {
			order.add(String.valueOf(choose(Kind.SEND, new HashSet<>(order))));
		}
		return order;
	}

	private void register(int replicas) {
		IntStream.rangeClosed(1, replicas).mapToObj(StubReplica::instance).forEach(this.registry.up::add);
	}

	private @Nullable String choose(Kind kind, Set<String> tried) {
		return id(
				this.loadBalancer.choose(new DefaultRequest<>(new ReplicaRequest(kind, CHAT, kind == Kind.PULL, tried)))
					.block());
	}

	private static @Nullable String id(@Nullable Response<ServiceInstance> response) {
		@Nullable ServiceInstance replica = Objects.requireNonNull(response).getServer();
		return (replica != null) ? replica.getInstanceId() : null;
	}

	private double choices(String result) {
		return this.meters.get("letterbox.gateway.choices").tag("result", result).counter().count();
	}

}
