package dev.letterbox.apigateway.ejection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EjectionsTests {

	private static final EjectionSettings SETTINGS = new EjectionSettings(3, Duration.ofSeconds(1),
			Duration.ofSeconds(30));

	private final AtomicLong nanos = new AtomicLong(-5);

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final Ejections ejections = new Ejections(SETTINGS, this.meters, this.nanos::get);

	private final ReplicaHealth first = this.ejections.of("first");

	private final ReplicaHealth second = this.ejections.of("second");

	@Test
	void ejectAReplicaAfterSeveralFailuresInARow() {
		fail(this.first, 2);
		this.first.succeeded();
		fail(this.first, 2);
		assertThat(this.first.isEjected()).isFalse();
		assertThat(ejected()).isZero();
		fail(this.first, 1);
		assertThat(this.first.isEjected()).isTrue();
		assertThat(this.ejections.isEjected("first")).isTrue();
		assertThat(this.second.isEjected()).isFalse();
		assertThat(ejected()).isEqualTo(1);
		assertThat(this.meters.get("letterbox.gateway.ejections").counter().count()).isEqualTo(1);
	}

	@Test
	void neverEjectTheLastOne() {
		fail(this.first, 3);
		fail(this.second, 100);
		assertThat(this.second.isEjected()).isFalse();
		this.first.succeeded();
		fail(this.second, 1);
		assertThat(this.second.isEjected()).isTrue();
	}

	@Test
	void lastTwiceAsLongEachTimeUpToALimit() {
		fail(this.first, 3);
		for (int seconds : List.of(1, 2, 4, 8, 16, 30, 30)) {
			pass(Duration.ofSeconds(seconds).minusNanos(1));
			assertThat(this.first.isProbeDue(true)).as("before %s s", seconds).isFalse();
			pass(Duration.ofNanos(1));
			assertThat(this.first.isProbeDue(true)).as("after %s s", seconds).isTrue();
			this.first.chosen();
			assertThat(this.first.isProbeDue(true)).isFalse();
			fail(this.first, 1);
			assertThat(this.first.isEjected()).isTrue();
		}
		assertThat(this.meters.get("letterbox.gateway.ejections").counter().count()).isEqualTo(8);
	}

	@Test
	void endWithASuccess() {
		fail(this.first, 3);
		pass(Duration.ofSeconds(1));
		this.first.chosen();
		this.first.succeeded();
		assertThat(this.first.isEjected()).isFalse();
		assertThat(this.first.isProbeDue(true)).isFalse();
		assertThat(ejected()).isZero();
		fail(this.first, 2);
		assertThat(this.first.isEjected()).isFalse();
	}

	@Test
	void growAlsoIfTheReplicaWasBackForAShortTimeOnly() {
		fail(this.first, 3);
		this.first.succeeded();
		fail(this.first, 3);
		pass(Duration.ofSeconds(1));
		assertThat(this.first.isProbeDue(true)).isFalse();
		pass(Duration.ofSeconds(1));
		assertThat(this.first.isProbeDue(true)).isTrue();
		this.first.succeeded();
		pass(SETTINGS.maxTime());
		fail(this.first, 3);
		pass(Duration.ofSeconds(1));
		assertThat(this.first.isProbeDue(true)).isTrue();
	}

	@Test
	void areNotProlongedByRequestsThatWereSentBefore() {
		fail(this.first, 50);
		pass(Duration.ofSeconds(1));
		assertThat(this.first.isProbeDue(true)).isTrue();
		assertThat(this.meters.get("letterbox.gateway.ejections").counter().count()).isEqualTo(1);
	}

	@Test
	void allowAnotherProbeIfOneHasNoResult() {
		fail(this.first, 3);
		pass(Duration.ofSeconds(1));
		this.first.chosen();
		pass(Duration.ofSeconds(2));
		assertThat(this.first.isProbeDue(true)).isTrue();
	}

	@Test
	void areProbedByARequestThatCannotBeRepeatedOnlyIfNoOtherComes() {
		fail(this.first, 3);
		pass(SETTINGS.maxTime());
		assertThat(this.first.isProbeDue(false)).isFalse();
		pass(Duration.ofSeconds(1));
		assertThat(this.first.isProbeDue(false)).isTrue();
		assertThat(this.second.isProbeDue(true)).isFalse();
	}

	@Test
	void areForgottenWithTheReplica() {
		fail(this.first, 3);
		this.ejections.retain(List.of("second"));
		assertThat(ejected()).isZero();
		assertThat(this.ejections.isEjected("first")).isFalse();
		assertThat(this.ejections.of("first").isEjected()).isFalse();
	}

	@Test
	void refuseImpossibleSettings() {
		Duration second = Duration.ofSeconds(1);
		assertThatIllegalArgumentException().isThrownBy(() -> new EjectionSettings(0, second, second));
		assertThatIllegalArgumentException().isThrownBy(() -> new EjectionSettings(1, Duration.ZERO, second));
		assertThatIllegalArgumentException().isThrownBy(() -> new EjectionSettings(1, second, Duration.ofMillis(999)));
	}

	private void fail(ReplicaHealth replica, int times) {
		for (int i = 0; i < times; i++) {
			this.ejections.failed("name", replica);
		}
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	private double ejected() {
		return this.meters.get("letterbox.gateway.ejected").gauge().value();
	}

}
