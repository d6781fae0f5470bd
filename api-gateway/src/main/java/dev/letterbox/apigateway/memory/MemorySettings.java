package dev.letterbox.apigateway.memory;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Bounds on the memory of all requests together.
 *
 * @param budget how many bytes of bodies are in memory at most
 * @param reserve the part of the budget that is kept for small requests
 * @param small how many bytes a request may have in memory to count as small
 */
@ConfigurationProperties("letterbox.memory")
public record MemorySettings(DataSize budget, DataSize reserve, DataSize small) {

	public MemorySettings {
		Assert.isTrue(budget != null && budget.toBytes() > 0, "letterbox.memory.budget must be positive");
		Assert.isTrue(reserve != null && !reserve.isNegative() && reserve.compareTo(budget) < 0,
				"letterbox.memory.reserve must be less than the budget");
		Assert.isTrue(small != null && !small.isNegative(), "letterbox.memory.small must not be negative");
	}

}
