package dev.letterbox.messageservice.message.memory;

import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.memory.MemoryBudget.Reservation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MemoryBudgetTests {

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final MemoryBudget memory = Budgets.of(100, 20, 10, this.meters);

	@Test
	void refusesWhatItDoesNotHaveAndKeepsItsCount() {
		Reservation first = this.memory.open();
		first.add(50);
		Reservation second = this.memory.open();
		second.add(20);
		assertRefused(second, 11);
		second.add(10);
		assertThat(reserved()).isEqualTo(80);
		second.close();
		assertThat(reserved()).isEqualTo(50);
		first.close();
		first.close();
		assertThat(reserved()).isZero();
	}

	@Test
	void keepsAPartForSmallOnes() {
		this.memory.open().add(80);
		assertRefused(this.memory.open(), 11);
		Reservation small = this.memory.open();
		small.add(5);
		small.add(5);
		assertRefused(small, 1);
		this.memory.open().add(10);
		assertRefused(this.memory.open(), 1);
	}

	private static void assertRefused(Reservation reservation, long bytes) {
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> reservation.add(bytes))
			.satisfies((ex) -> assertThat(ex.reason().word()).isEqualTo("memory"));
	}

	private double reserved() {
		return this.meters.get("letterbox.memory.reserved").gauge().value();
	}

}
