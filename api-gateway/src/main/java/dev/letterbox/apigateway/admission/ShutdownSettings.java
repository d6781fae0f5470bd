package dev.letterbox.apigateway.admission;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the shutdown.
 *
 * @param drain how long a stopping gateway keeps serving clients that are still connected
 * to it
 */
@ConfigurationProperties("letterbox.shutdown")
record ShutdownSettings(Duration drain) {

}
