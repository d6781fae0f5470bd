package dev.letterbox.messageservice.message.wait;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/**
 * Binds the settings of waiting requests.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WaitSettings.class)
class WaitConfiguration {

}
