package dev.letterbox.launcher.mesh;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GatewayViewTests {

	@Test
	void readsThePortsTheGatewayLists() {
		assertThat(GatewayView.ports(
				"{\"replicas\":[{\"id\":\"a:20001\",\"uri\":\"http://h:20002\"},{\"id\":\"b\",\"uri\":\"http://[::1]:20003/\"}]}"))
			.containsExactly(20002, 20003);
		assertThat(GatewayView.ports("{\"replicas\":[]}")).isEmpty();
	}

}
