package dev.letterbox.launcher.process;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RestartDelayTests {

	private static final Duration CRASH = Duration.ofMillis(300);

	private final RestartDelay delay = new RestartDelay();

	@Test
	void doublesUpToTenSeconds() {
		assertThat(Stream.generate(() -> this.delay.after(CRASH).toMillis()).limit(8)).containsExactly(200L, 400L, 800L,
				1600L, 3200L, 6400L, 10000L, 10000L);
	}

	@Test
	void isSmallAgainAfterTheProcessHasRunWell() {
		for (int crash = 0; crash < 5; crash++) {
			this.delay.after(CRASH);
		}
		assertThat(this.delay.after(Duration.ofSeconds(10))).hasMillis(200);
		assertThat(this.delay.after(CRASH)).hasMillis(400);
	}

}
