package dev.letterbox.launcher.mesh;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.letterbox.launcher.process.Spec;

/**
 * Asks the gateway which replicas it balances over, and whether requests pass through it.
 */
public final class GatewayView {

	// No JSON parser: the launcher's jar has no dependencies. This is all it needs of
	// {"replicas":[{"id":…,"uri":"http://host:port"}]}, on one
	// machine, where a port identifies a replica.
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
