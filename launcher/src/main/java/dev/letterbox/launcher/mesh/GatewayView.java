package dev.letterbox.launcher.mesh;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.letterbox.launcher.process.Spec;

/**
 * What the gateway says of itself: which replicas it chooses from, and whether the whole
 * way through it works.
 */
public final class GatewayView {

	// All that is needed of {"replicas":[{"id":…,"uri":"http://host:port"}]}, on one
	// machine, where a port is a replica.
	private static final Pattern PORT = Pattern.compile("\"uri\"\\s*:\\s*\"[^\"]*:(\\d+)/?\"");

	private final Http http;

	public GatewayView(Http http) {
		this.http = http;
	}

	/** The ports of the replicas it would choose from right now. */
	Optional<Set<Integer>> replicaPorts(Spec gateway) {
		return this.http.get("http://" + Processes.LOOPBACK + ":" + gateway.managementPort() + "/actuator/replicas")
			.map(GatewayView::ports);
	}

	boolean answersPing(String address) {
		return this.http.get(address + "/ping").isPresent();
	}

	static Set<Integer> ports(String json) {
		Set<Integer> ports = new TreeSet<>();
		Matcher matcher = PORT.matcher(json);
		while (matcher.find()) {
			ports.add(Integer.valueOf(matcher.group(1)));
		}
		return ports;
	}

}
