package dev.letterbox.apigateway.client;

/**
 * Where a replica accepts connections.
 *
 * @param host an IP address, or a name, which the JDK resolves
 * @param port the TCP port
 */
public record ReplicaAddress(String host, int port) {

	/**
	 * Returns the value of the {@code Host} header (RFC 9110, 7.2).
	 */
	public String authority() {
		return ((this.host.indexOf(':') < 0) ? this.host : "[" + this.host + "]") + ":" + this.port;
	}

}
