package dev.letterbox.launcher.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.letterbox.launcher.options.Options;
import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.options.Setting;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RefusalsTests {

	@Test
	void refusesAPortInUse() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = other.getLocalPort();
			assertThatExceptionOfType(Refusal.class)
				.isThrownBy(
						() -> new Ports().wanted(options("--port", String.valueOf(port)), Setting.PORT, "127.0.0.1"))
				.withMessage("Port %d on 127.0.0.1 is in use by another program; choose another with --port."
					.formatted(port))
				.extracting(Refusal::exitCode)
				.isEqualTo(Refusal.FAILED);
		}
	}

	@Test
	void refusesOnePortForTwoProcesses() {
		Ports ports = new Ports();
		String free = String.valueOf(new Ports().any());
		Options options = options("--port", free, "--discovery-port", free);
		ports.wanted(options, Setting.PORT, "127.0.0.1");
		assertThatExceptionOfType(Refusal.class)
			.isThrownBy(() -> ports.wanted(options, Setting.DISCOVERY_PORT, "127.0.0.1"))
			.withMessageContaining("is asked for twice; choose another with --discovery-port.");
	}

	@Test
	void givesAnyFreePortOutsideTheRangeOfOutgoingConnections() {
		Ports ports = new Ports();
		int first = ports.wanted(options("--port", "0"), Setting.PORT, "127.0.0.1");
		assertThat(first).isBetween(20000, 31999);
		assertThat(ports.any()).isNotEqualTo(first);
	}

	@Test
	void refusesAnAddressOfAnotherMachine() {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> Ports.checkLocal("192.0.2.1"))
			.withMessage("--address must be an address of this machine, not \"192.0.2.1\".");
		assertThatCode(() -> Ports.checkLocal("0.0.0.0")).doesNotThrowAnyException();
	}

	@Test
	void refusesMoreHeapThanTheMachineHasMemory() {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> Memory.check(1664, 900))
			.withMessage("Too little memory: the heaps may grow to 1664 MiB, and the machine has 900 MiB available;"
					+ " lower them with --replicas or --replica-memory.");
		assertThatCode(() -> Memory.check(900, 900)).doesNotThrowAnyException();
		assertThat(Memory.availableMiB()).isPositive();
	}

	@Test
	void ordersProcessesAsTheyDependOnEachOther() {
		Stream<String> names = Stream.of("message-service-10", "api-gateway", "message-service-9", "store",
				"discovery-server", "message-service-9.next");
		assertThat(names.sorted(Names.ORDER)).containsExactly("store", "discovery-server", "message-service-9",
				"message-service-9.next", "message-service-10", "api-gateway");
	}

	private static Options options(String... words) {
		return Options.parse(List.of(words), Map.of(), Path.of("/project"));
	}

}
