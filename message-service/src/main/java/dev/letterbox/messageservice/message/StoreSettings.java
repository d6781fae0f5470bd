package dev.letterbox.messageservice.message;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The way to the store.
 *
 * @param connectTimeout how long opening a connection may take
 * @param selectionTimeout how long to look for a primary
 * @param timeout how long one operation may take, all of it
 * @param maxConnections how many connections at most
 */
@Validated
@ConfigurationProperties("letterbox.store")
record StoreSettings(@NotNull Duration connectTimeout, @NotNull Duration selectionTimeout, @NotNull Duration timeout,
		@Positive int maxConnections) {

}
