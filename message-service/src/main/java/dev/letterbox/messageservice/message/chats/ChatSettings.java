package dev.letterbox.messageservice.message.chats;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the lists of chats.
 *
 * @param parallelReads how many chats of one page are read from the store at once
 * @param deadline how long a page may take that has to look through many chats
 * @param completionStep how many chats the completion of an older store takes in one step
 * @param upgradeWindow how long after the first replica of this version others of an
 * earlier version may begin chats
 */
@Validated
@ConfigurationProperties("letterbox.chats")
record ChatSettings(@Positive int parallelReads, @NotNull Duration deadline, @Positive int completionStep,
		@NotNull Duration upgradeWindow) {

}
