package dev.letterbox.messageservice.message.memory;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the memory that requests take together.
 *
 * @param budget bytes of all request bodies that are being read and of all pages that are
 * being written
 * @param reserve the part of the budget that only small ones may use
 * @param small the largest body or page that may use the reserve
 * @param reads bytes of all reads from the store that are in progress
 * @param largestMessage what one message may take while it is read: its reply, its text
 * and its JSON
 * @param maxWait how long a read waits for others to end
 */
@Validated
@ConfigurationProperties("letterbox.memory")
record MemorySettings(@NotNull DataSize budget, @NotNull DataSize reserve, @NotNull DataSize small,
		@NotNull DataSize reads, @NotNull DataSize largestMessage, @NotNull Duration maxWait) {

}
