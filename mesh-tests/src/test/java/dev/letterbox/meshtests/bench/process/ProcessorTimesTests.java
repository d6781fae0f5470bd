package dev.letterbox.meshtests.bench.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ProcessorTimesTests {

	@Test
	void dividesWhatEachProcessHasUsedSinceByTheRequests() {
		ProcessorTimes before = new ProcessorTimes(
				Map.of("store", Duration.ofSeconds(100), "gateway", Duration.ofSeconds(7)));
		ProcessorTimes after = new ProcessorTimes(
				Map.of("store", Duration.ofMillis(100_500), "gateway", Duration.ofSeconds(7)));
		assertThat(after.microsPerRequest(before, 10_000)).containsOnly(Map.entry("store", 50.0),
				Map.entry("gateway", 0.0));
	}

	@Test
	void withoutRequestsThereIsNoCostOfOne() {
		ProcessorTimes times = new ProcessorTimes(Map.of("store", Duration.ofSeconds(1)));
		assertThat(times.microsPerRequest(times, 0)).containsEntry("store", Double.NaN);
	}

	@Test
	void readsTimeAndMemoryOfAProcess() {
		WatchedProcess self = new WatchedProcess("self", ProcessHandle.current().pid());
		Duration before = ProcessorTimes.of(List.of(self)).byName().get("self");
		long sum = 0;
		while (self.processorTime().minus(Duration.ofMillis(100)).compareTo(before) < 0) {
			sum += System.nanoTime();
		}
		assertThat(sum).isNotZero();
		assertThat(self.residentMiB().orElse(0)).isBetween(10L, 100_000L);
	}

	@Test
	void aProcessThatHasEndedIsNotMeasured() {
		WatchedProcess ended = new WatchedProcess("store", Long.MAX_VALUE);
		assertThatIllegalStateException().isThrownBy(() -> ProcessorTimes.of(List.of(ended)))
			.withMessageContaining("store");
	}

}
