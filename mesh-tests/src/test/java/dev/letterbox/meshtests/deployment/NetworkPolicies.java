package dev.letterbox.meshtests.deployment;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Evaluates a namespace's NetworkPolicies for a connection: the source's policies must
 * allow egress, and the target's must allow ingress. A pod without a policy for a
 * direction is open in that direction, and so are pods of other namespaces.
 */
final class NetworkPolicies {

	private final String namespace;

	private final List<JsonNode> policies;

	NetworkPolicies(String namespace, List<JsonNode> policies) {
		this.namespace = namespace;
		this.policies = policies;
	}

	boolean allows(End from, End to, int port, String protocol) {
		return passes("Egress", from, to, port, protocol) && passes("Ingress", to, from, port, protocol);
	}

	private boolean passes(String direction, End own, End other, int port, String protocol) {
		List<JsonNode> binding = this.policies.stream()
			.filter((policy) -> this.namespace.equals(own.namespace()))
			.filter((policy) -> Selector.matches(policy.at("/spec/podSelector"), own.labels()))
			.filter((policy) -> policy.at("/spec/policyTypes")
				.valueStream()
				.anyMatch((type) -> type.asString().equals(direction)))
			.toList();
		boolean egress = direction.equals("Egress");
		return binding.isEmpty() || binding.stream()
			.flatMap((policy) -> policy.path("spec").path(egress ? "egress" : "ingress").valueStream())
			.anyMatch((rule) -> names(rule.path(egress ? "to" : "from"), other)
					&& opens(rule.path("ports"), egress ? other : own, port, protocol));
	}

	private boolean names(JsonNode peers, End end) {
		return peers.isEmpty() || peers.valueStream().anyMatch((peer) -> isPeer(peer, end));
	}

	private boolean isPeer(JsonNode peer, End end) {
		if (peer.has("ipBlock")) {
			return end.namespace() == null && within(peer.path("ipBlock"), end.address());
		}
		if (end.namespace() == null) {
			return false;
		}
		boolean there = peer.has("namespaceSelector")
				? Selector.matches(peer.path("namespaceSelector"),
						Map.of("kubernetes.io/metadata.name", end.namespace()))
				: this.namespace.equals(end.namespace());
		return there && Selector.matches(peer.path("podSelector"), end.labels());
	}

	private static boolean opens(JsonNode ports, End target, int port, String protocol) {
		return ports.isEmpty() || ports.valueStream().anyMatch((open) -> {
			JsonNode number = open.path("port");
			boolean same = number.isMissingNode() || (number.isNumber() ? number.asInt() == port
					: Integer.valueOf(port).equals(target.ports().get(number.asString())));
			return same && open.path("protocol").asString("TCP").equals(protocol);
		});
	}

	private static boolean within(JsonNode block, String address) {
		return in(block.path("cidr").asString(), address)
				&& block.path("except").valueStream().noneMatch((except) -> in(except.asString(), address));
	}

	private static boolean in(String cidr, String address) {
		int slash = cidr.indexOf('/');
		int free = 32 - Integer.parseInt(cidr.substring(slash + 1));
		return free == 32 || (number(cidr.substring(0, slash)) >> free) == (number(address) >> free);
	}

	private static long number(String address) {
		long number = 0;
		for (byte part : InetAddress.ofLiteral(address).getAddress()) {
			number = (number << 8) | (part & 0xff);
		}
		return number;
	}

	/**
	 * One end of a connection.
	 *
	 * @param name its name in the tests
	 * @param namespace the pod's namespace; null outside the cluster
	 * @param labels the pod's labels
	 * @param ports the pod's named ports
	 * @param address the IPv4 address of an end outside the cluster
	 */
	record End(String name, @Nullable String namespace, Map<String, String> labels, Map<String, Integer> ports,
			String address) {

		static End pod(String name, String namespace, Map<String, String> labels, Map<String, Integer> ports) {
			return new End(name, namespace, labels, ports, "");
		}

		static End outside(String name, String address) {
			return new End(name, null, Map.of(), Map.of(), address);
		}

	}

}
