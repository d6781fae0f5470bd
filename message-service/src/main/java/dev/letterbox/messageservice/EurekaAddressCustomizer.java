package dev.letterbox.messageservice;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.netflix.eureka.EurekaInstanceConfigBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Registers a replica under the address from which it reaches the registry. A container
 * that also joins the store's network has a second address, which no gateway reaches, and
 * the order of the two is undefined.
 */
@Component
class EurekaAddressCustomizer implements BeanPostProcessor {

	private static final int ANY_PORT = 9;

	private final Environment environment;

	EurekaAddressCustomizer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof EurekaInstanceConfigBean instance && !this.environment.containsProperty("SERVER_ADDRESS")) {
			String registries = this.environment.getRequiredProperty("eureka.client.service-url.defaultZone");
			instance.setIpAddress(facing(registries, instance.getIpAddress()));
		}
		return bean;
	}

	/**
	 * The local address from which a packet to the first known of the registries would
	 * leave.
	 * @param registries URLs, separated by commas
	 * @param only the result if none is known and the machine has only one address
	 * @throws IllegalStateException if none is known and there are several addresses
	 */
	static String facing(String registries, String only) {
		for (String registry : registries.split(",", -1)) {
			InetSocketAddress target = new InetSocketAddress(URI.create(registry.strip()).getHost(), ANY_PORT);
			if (!target.isUnresolved()) {
				try (DatagramSocket socket = new DatagramSocket()) {
					// Sends nothing: it asks the routing table.
					socket.connect(target);
					return socket.getLocalAddress().getHostAddress();
				}
				catch (IOException ex) {
					// No route; try the next registry.
				}
			}
		}
		if (addresses().size() > 1) {
			throw new IllegalStateException(
					"None of the registries %s can be resolved, so the address to register can't be chosen from %s; set SERVER_ADDRESS."
						.formatted(registries, addresses()));
		}
		return only;
	}

	private static List<String> addresses() {
		try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
			return interfaces.flatMap(NetworkInterface::inetAddresses)
				.filter((address) -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
				.map((address) -> address.getHostAddress())
				.toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
