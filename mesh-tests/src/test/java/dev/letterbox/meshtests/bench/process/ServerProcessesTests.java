package dev.letterbox.meshtests.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

class ServerProcessesTests {

	private static final List<String> TABLE = List.of(
			"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
			"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 501 1 0 100 0",
			"   1: 0100007F:9C40 0100007F:1F90 01 00000000:00000000 02:00000000 00000000  1000        0 502 2 0 20 4",
			"   2: 0100007F:9C42 0100007F:1F90 06 00000000:00000000 00:00000000 00000000     0        0 0 3 0 20 4",
			"   0: 00000000000000000000000001000000:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000 "
					+ "00:00000000 00000000     0        0 503 1 0 100 0");

	@Test
	void readsListeningAndConnectedSockets() {
		SocketTable table = SocketTable.parse(TABLE);
		assertThat(table.listeners(8080)).containsExactly(501L);
		assertThat(table.listeners(8081)).containsExactly(503L);
		assertThat(table.listeners(40000)).isEmpty();
		assertThat(table.connectedTo(List.of(502L, 501L))).containsExactly(8080);
		assertThat(table.connectedTo(List.of(503L))).isEmpty();
	}

	@Test
	void readsTheProcessGroupBehindAnyName() {
		assertThat(ServerProcesses.group("77 (a) name (x)) S 12 34 56 0 -1 4194560")).isEqualTo(34);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void findsTheProcessThatListensOnAPort() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThat(ServerProcesses.at(server.getLocalPort())).extracting(WatchedProcess::pid)
				.contains(ProcessHandle.current().pid());
		}
	}

}
