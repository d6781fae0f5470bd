package dev.letterbox.apigateway.balancing;

import java.util.List;
import java.util.Set;

import dev.letterbox.apigateway.StubReplica;
import dev.letterbox.apigateway.balancing.ReplicaRequest.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

class PullsInFlightTests {

	private static final ServiceInstance REPLICA = StubReplica.instance(1);

	private final PullsInFlight pulls = new PullsInFlight();

	private final Sinks.One<String> response = Sinks.one();

	@Test
	void countsAPullUntilItSucceeds() {
		Disposable pull = begin(Kind.PULL);
		Disposable another = begin(Kind.PULL);
		assertThat(count()).isEqualTo(2);
		this.response.tryEmitEmpty();
		assertThat(List.of(pull, another)).allMatch(Disposable::isDisposed);
		assertThat(count()).isZero();
	}

	@Test
	void countsAPullUntilItFails() {
		begin(Kind.PULL);
		assertThat(count()).isEqualTo(1);
		this.response.tryEmitError(new IllegalStateException("broken"));
		assertThat(count()).isZero();
	}

	@Test
	void countsAPullUntilItIsCancelled() {
		Disposable pull = begin(Kind.PULL);
		assertThat(count()).isEqualTo(1);
		pull.dispose();
		assertThat(count()).isZero();
	}

	@Test
	void hasUncountedAFailedPullBeforeAnotherReplicaIsTried() {
		Mono<Integer> retried = this.pulls
			.<Integer>counted(request(Kind.PULL), REPLICA, Mono.error(new RuntimeException()))
			.onErrorResume((failure) -> Mono.fromSupplier(this::count));
		assertThat(retried.block()).isZero();
	}

	@ParameterizedTest
	@EnumSource(names = "PULL", mode = EnumSource.Mode.EXCLUDE)
	void countsNothingElse(Kind kind) {
		begin(kind);
		assertThat(count()).isZero();
	}

	@Test
	void forgetsReplicasThatAreGone() {
		Disposable pull = begin(Kind.PULL);
		this.pulls.retain(Set.of(ReplicaRanking.id(REPLICA)));
		assertThat(count()).isEqualTo(1);
		this.pulls.retain(Set.of());
		assertThat(count()).isZero();
		pull.dispose();
		assertThat(count()).isZero();
	}

	private Disposable begin(Kind kind) {
		return this.pulls.counted(request(kind), REPLICA, this.response.asMono()).subscribe((any) -> {
		}, (failure) -> {
		});
	}

	private int count() {
		return this.pulls.count(ReplicaRanking.id(REPLICA)).get();
	}

	private static ReplicaRequest request(Kind kind) {
		return new ReplicaRequest(kind, new ChatHash(1), true, Set.of());
	}

}
