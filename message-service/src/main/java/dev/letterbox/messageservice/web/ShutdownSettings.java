package dev.letterbox.messageservice.web;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The way out.
 *
 * @param drain how long a stopping replica keeps serving those who still know it
 */
@Validated
@ConfigurationProperties("letterbox.shutdown")
record ShutdownSettings(@NotNull Duration drain) {

}
