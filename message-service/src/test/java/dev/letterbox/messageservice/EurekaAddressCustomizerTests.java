package dev.letterbox.messageservice;

import org.junit.jupiter.api.Test;

import org.springframework.cloud.netflix.eureka.EurekaInstanceConfigBean;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.cloud.commons.util.InetUtilsProperties;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class EurekaAddressCustomizerTests {

	private static final String UNKNOWN = "http://registry.invalid:8761/eureka";

	private static final String HERE = "http://127.0.0.1:8761/eureka";

	@Test
	void registersTheAddressThatFacesTheRegistry() {
		assertThat(registered(new MockEnvironment().withProperty("eureka.client.service-url.defaultZone", HERE)))
			.isEqualTo("127.0.0.1");
	}

	@Test
	void usesTheFirstRegistryThatCanBeResolved() {
		assertThat(registered(
				new MockEnvironment().withProperty("eureka.client.service-url.defaultZone", UNKNOWN + ", " + HERE)))
			.isEqualTo("127.0.0.1");
	}

	@Test
	void keepsAConfiguredAddress() {
		assertThat(registered(new MockEnvironment().withProperty("SERVER_ADDRESS", "192.0.2.1")
			.withProperty("eureka.client.service-url.defaultZone", HERE))).isEqualTo("192.0.2.7");
	}

	private static String registered(MockEnvironment environment) {
		EurekaInstanceConfigBean instance = new EurekaInstanceConfigBean(new InetUtils(new InetUtilsProperties()));
		instance.setIpAddress("192.0.2.7");
		new EurekaAddressCustomizer(environment).postProcessAfterInitialization(instance, "instance");
		return instance.getIpAddress();
	}

}
