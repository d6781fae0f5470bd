package dev.letterbox.launcher.mesh;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.letterbox.launcher.app.App;
import dev.letterbox.launcher.app.CacheMode;
import dev.letterbox.launcher.options.Options;
import dev.letterbox.launcher.process.Ports;
import dev.letterbox.launcher.process.Spec;
import dev.letterbox.launcher.process.StateFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessesTests {

	private static final String C1_ONLY = "-XX:TieredStopAtLevel=1";

	@Test
	void startsTheRegistryAloneWithoutTheOptimizingCompiler(@TempDir Path folder) {
		Processes processes = processes(folder);
		assertThat(processes.discovery().command()).contains(C1_ONLY);
		assertThat(processes.gateway(1).command()).doesNotContain(C1_ONLY);
		assertThat(processes.replica("message-service-1", "mongodb://store").command()).doesNotContain(C1_ONLY);
	}

	@Test
	void addsFurtherOptionsToEveryJvm(@TempDir Path folder) {
		Processes processes = processes(folder, "--jvm-options", "-Xss300k -Xlog:gc");
		assertThat(List.of(processes.embeddedStore(), processes.discovery(), processes.gateway(1),
				processes.replica("message-service-1", "mongodb://store")))
			.allSatisfy((spec) -> assertThat(spec.command()).containsSubsequence("-Xss300k", "-Xlog:gc", "-jar"));
	}

	@Test
	void givesEachGatewayAPortBehindTheLast(@TempDir Path folder) {
		int port = new Ports().any();
		Processes processes = processes(folder, "--gateways", "3", "--port", String.valueOf(port));
		assertThat(processes.gateway(1)).returns("api-gateway", Spec::name).returns(port, Spec::port);
		assertThat(processes.gateway(2)).returns("api-gateway-2", Spec::name).returns(port + 1, Spec::port);
		assertThat(processes.gateway(3)).returns("api-gateway-3", Spec::name).returns(port + 2, Spec::port);
		assertThat(processes(folder, "--gateways", "2").gateway(2).port()).isNotEqualTo(1).isPositive();
	}

	private static Processes processes(Path folder, String... words) {
		Options options = Options.parse(List.of(words), Map.of("LETTERBOX_PORT", "0", "LETTERBOX_DISCOVERY_PORT", "0"),
				folder);
		return new Processes(options, StateFolder.open(folder), (module) -> new App(module, folder.resolve(module)),
				CacheMode.USE, new Ports(), new Http());
	}

}
