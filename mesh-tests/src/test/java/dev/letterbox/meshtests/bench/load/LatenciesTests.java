package dev.letterbox.meshtests.bench.load;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatenciesTests {

	private final Latencies latencies = new Latencies();

	@Test
	void aPercentileIsTheNearestRank() {
		for (long millis = 2_000; millis >= 1; millis--) {
			this.latencies.add(millis * 1_000_000);
		}
		assertThat(this.latencies.millis(0.5)).isEqualTo(1_000);
		assertThat(this.latencies.millis(0.99)).isEqualTo(1_980);
		assertThat(this.latencies.millis(0.9999)).isEqualTo(2_000);
		assertThat(this.latencies.millis(1)).isEqualTo(2_000);
		assertThat(this.latencies.millis(0.0001)).isEqualTo(1);
	}

	@Test
	void aSingleLatencyIsEveryPercentile() {
		this.latencies.add(1_500_000);
		assertThat(this.latencies.millis(0.5)).isEqualTo(1.5);
		assertThat(this.latencies.millis(0.99)).isEqualTo(1.5);
	}

	@Test
	void withoutRequestsThereIsNoLatency() {
		assertThat(this.latencies.millis(0.99)).isZero();
	}

}
