package dev.letterbox.apigateway.retry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RetryBudgetTests {

	private final AtomicLong nanos = new AtomicLong(-7);

	private final RetryBudget budget = new RetryBudget(new RetrySettings(Duration.ofSeconds(1), 20, 5, 30),
			this.nanos::get);

	@Test
	void beginsWithWhatCanBeSavedUp() {
		assertThat(takeAll()).isEqualTo(30);
		assertThat(this.budget.isAvailable()).isFalse();
	}

	@Test
	void aHundredRequestsEarnTwentyRetries() {
		takeAll();
		for (int i = 0; i < 100; i++) {
			this.budget.countRequest();
		}
		assertThat(this.budget.isAvailable()).isTrue();
		assertThat(takeAll()).isEqualTo(20);
	}

	@Test
	void aSecondEarnsAFewRetriesWithoutRequests() {
		takeAll();
		for (int i = 0; i < 100; i++) {
			pass(Duration.ofMillis(10));
			assertThat(this.budget.isAvailable()).isEqualTo(i >= 19);
		}
		assertThat(takeAll()).isEqualTo(5);
		pass(Duration.ofMillis(199));
		assertThat(takeAll()).isZero();
		pass(Duration.ofMillis(1));
		assertThat(takeAll()).isEqualTo(1);
	}

	@Test
	void nothingIsSavedUpBeyondTheBurst() {
		for (int i = 0; i < 1000; i++) {
			this.budget.countRequest();
		}
		pass(Duration.ofHours(1));
		assertThat(takeAll()).isEqualTo(30);
	}

	@Test
	void canBeSwitchedOff() {
		RetryBudget none = new RetryBudget(new RetrySettings(Duration.ofSeconds(1), 0, 0, 0), this.nanos::get);
		none.countRequest();
		pass(Duration.ofDays(1));
		assertThat(none.tryTake()).isFalse();
		assertThat(none.isAvailable()).isFalse();
	}

	@Test
	void refusesImpossibleSettings() {
		Duration timeout = Duration.ofSeconds(1);
		assertThatIllegalArgumentException().isThrownBy(() -> new RetrySettings(Duration.ZERO, 20, 5, 30));
		assertThatIllegalArgumentException().isThrownBy(() -> new RetrySettings(timeout, 101, 5, 30));
		assertThatIllegalArgumentException().isThrownBy(() -> new RetrySettings(timeout, -1, 5, 30));
		assertThatIllegalArgumentException().isThrownBy(() -> new RetrySettings(timeout, 20, -1, 30));
		assertThatIllegalArgumentException().isThrownBy(() -> new RetrySettings(timeout, 20, 5, -1));
	}

	private int takeAll() {
		int taken = 0;
		while (this.budget.tryTake()) {
			taken++;
		}
		return taken;
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

}
