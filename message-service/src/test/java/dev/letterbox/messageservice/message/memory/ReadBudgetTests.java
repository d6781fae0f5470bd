package dev.letterbox.messageservice.message.memory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.memory.ReadBudget.Reading;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReadBudgetTests {

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final ReadBudget memory = Budgets.reads(10, this.meters);

	@Test
	void refusesAReadWhenOthersDoNotEndInTime() {
		try (Reading _ = this.memory.begin(6)) {
			assertThat(this.meters.get("letterbox.memory.reads").gauge().value()).isEqualTo(6 * 1024);
			assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> this.memory.begin(5))
				.satisfies((ex) -> assertThat(ex.reason().word()).isEqualTo("memory"));
			this.memory.begin(4).close();
		}
		this.memory.begin(this.memory.mostMessages()).close();
		assertThat(this.meters.get("letterbox.memory.reads").gauge().value()).isZero();
	}

	@Test
	void letsReadsWaitForOthers() throws ExecutionException, InterruptedException {
		Reading all = this.memory.begin(10);
		CompletableFuture<Reading> waiting = CompletableFuture.supplyAsync(() -> this.memory.begin(10));
		all.close();
		waiting.get().close();
		assertThat(this.meters.get("letterbox.memory.reads").gauge().value()).isZero();
	}

}
