package dev.letterbox.messageservice.message.recent;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/**
 * Binds the settings of the memory of recent messages.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecentSettings.class)
class RecentConfiguration {

}
