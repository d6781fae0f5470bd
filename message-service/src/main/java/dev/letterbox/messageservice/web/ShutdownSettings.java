package dev.letterbox.messageservice.web;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the shutdown.
 *
 * @param drain how long a stopping replica keeps serving gateways that still know it
 */
@Validated
@ConfigurationProperties("letterbox.shutdown")
record ShutdownSettings(@NotNull Duration drain) {

}
