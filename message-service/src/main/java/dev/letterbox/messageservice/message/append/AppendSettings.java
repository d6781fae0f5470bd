package dev.letterbox.messageservice.message.append;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of appending.
 *
 * @param lanes how many flushes may be in flight at once
 * @param batchCount how many messages one flush writes at most
 * @param batchSize about how many bytes of text one flush writes at most
 * @param waitingCount how many sends may wait at most; one more is refused
 * @param waitingSize how many bytes of text may wait at most
 * @param queueTime how long sends may have waited for their flush before new ones are
 * refused; those with an Idempotency-Key only after twice that time
 * @param deadline how long a send may take, from its arrival to its answer
 * @param refreshWait how long sends of many chats, whose tips are read again, wait for
 * each other before they return to their lane
 * @param contention how long a chat counts as contended after another replica has won a
 * position of it
 * @param tips how many tips of chats without sends under way are remembered
 */
@Validated
@ConfigurationProperties("letterbox.append")
record AppendSettings(@Positive int lanes, @Positive int batchCount, @NotNull DataSize batchSize,
		@Positive int waitingCount, @NotNull DataSize waitingSize, @NotNull Duration queueTime,
		@NotNull Duration deadline, @NotNull Duration refreshWait, @NotNull Duration contention, @Positive int tips) {

}
