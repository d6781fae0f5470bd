package dev.letterbox.messageservice.web;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of the HTTP API.
 *
 * @param largestBody the largest request body that is read
 * @param retryAfter what a 503 tells its client to wait, in whole seconds
 */
@Validated
@ConfigurationProperties("letterbox.http")
record HttpSettings(@NotNull DataSize largestBody, @NotNull Duration retryAfter) {

}
