package dev.letterbox.messageservice.web.request;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of the HTTP API.
 *
 * @param largestBody the largest request body that is read
 * @param retryAfter the value of Retry-After in a 503, in whole seconds
 */
@Validated
@ConfigurationProperties("letterbox.http")
public record HttpSettings(@NotNull DataSize largestBody, @NotNull Duration retryAfter) {

}
