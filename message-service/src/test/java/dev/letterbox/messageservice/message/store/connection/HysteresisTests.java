package dev.letterbox.messageservice.message.store.connection;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HysteresisTests {

	private long now = Long.MAX_VALUE - 10;

	private final Hysteresis hysteresis = new Hysteresis(Duration.ofNanos(20), () -> this.now);

	@Test
	void reportsAFailureThatLasts() {
		assertThat(this.hysteresis.failed(true)).isFalse();
		this.now += 19;
		assertThat(this.hysteresis.failed(true)).isFalse();
		this.now += 1;
		assertThat(this.hysteresis.failed(true)).isTrue();
	}

	@Test
	void reportsNoFailureThatComesAndGoes() {
		for (int i = 0; i < 10; i++) {
			this.now += 19;
			assertThat(this.hysteresis.failed(i % 2 == 0)).isFalse();
		}
	}

	@Test
	void reportsTheEndOfAFailureAtOnce() {
		this.hysteresis.failed(true);
		this.now += 20;
		assertThat(this.hysteresis.failed(true)).isTrue();
		assertThat(this.hysteresis.failed(false)).isFalse();
		assertThat(this.hysteresis.failed(true)).isFalse();
	}

}
