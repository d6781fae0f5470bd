package dev.letterbox.messageservice.message.recent;

import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the memory of recent messages.
 *
 * @param size about how many bytes all chats take in memory; 0 for none
 * @param chatSize about how many bytes one chat takes
 */
@Validated
@ConfigurationProperties("letterbox.recent")
record RecentSettings(@NotNull DataSize size, @NotNull DataSize chatSize) {

}
