package dev.letterbox.messageservice.message.memory;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.util.unit.DataSize;

/**
 * Budgets of memory, assembled without Spring.
 */
public final class Budgets {

	private Budgets() {
	}

	/**
	 * One that suffices for every test.
	 */
	public static MemoryBudget ample() {
		return new MemoryBudget(settings(1 << 30, 0, 0, 1000), new SimpleMeterRegistry());
	}

	/**
	 * One of so many bytes, of which small ones may have more.
	 */
	public static MemoryBudget of(long bytes, long reserve, long small, MeterRegistry meters) {
		return new MemoryBudget(settings(bytes, reserve, small, 1), meters);
	}

	/**
	 * One that suffices for the reads of every test.
	 */
	public static ReadBudget ampleReads() {
		return reads(1000, new SimpleMeterRegistry());
	}

	/**
	 * One for the reads of so many messages at once.
	 */
	public static ReadBudget reads(int messages, MeterRegistry meters) {
		return new ReadBudget(settings(0, 0, 0, messages), meters);
	}

	private static MemorySettings settings(long bytes, long reserve, long small, int messages) {
		return new MemorySettings(DataSize.ofBytes(bytes), DataSize.ofBytes(reserve), DataSize.ofBytes(small),
				DataSize.ofKilobytes(messages), DataSize.ofKilobytes(1), Duration.ofMillis(50));
	}

}
