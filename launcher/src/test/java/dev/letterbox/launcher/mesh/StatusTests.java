package dev.letterbox.launcher.mesh;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.letterbox.launcher.process.Row;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StatusTests {

	private static final Row STORE = new Row("store", Optional.of(4194304L), 27017, 0, "up", Duration.ofSeconds(59),
			Optional.of(99L));

	private static final Row GATEWAY = new Row("api-gateway", Optional.of(7L), 8080, 20001, "unready",
			Duration.ofSeconds(3599), Optional.of(10240L));

	private static final Row REPLICA = new Row("message-service-100.next", Optional.empty(), 20002, 20003, "restarting",
			Duration.ZERO, Optional.empty());

	@Test
	void fitsEightyColumns() {
		assertThat(status(STORE, GATEWAY, REPLICA).text(Status.Format.PLAIN).lines())
			.allMatch((line) -> line.length() <= 80)
			.containsSubsequence("NAME                         PID   PORT  STATE        UPTIME     MEMORY",
					"store                    4194304  27017  up              59s     99 MiB",
					"api-gateway                    7   8080  unready      59m59s  10240 MiB",
					"message-service-100.next       -  20002  restarting        -          -",
					"0 of 1 replicas up                                            10339 MiB");
	}

	@Test
	void coloursStatesWhereAskedToWithoutMovingAColumn() {
		String plain = status(STORE, GATEWAY, REPLICA).text(Status.Format.PLAIN);
		String coloured = status(STORE, GATEWAY, REPLICA).text(Status.Format.COLOURED);
		assertThat(plain).doesNotContain("\u001b");
		assertThat(coloured).contains("\u001b[32mup        \u001b[0m", "\u001b[33munready   \u001b[0m");
		assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
	}

	@Test
	void showsHoursOfALongRun() {
		Row row = new Row("store", Optional.of(1L), 1, 0, "up", Duration.ofMinutes(1501), Optional.of(1L));
		assertThat(status(row).text(Status.Format.PLAIN)).contains(" 25h01m ");
	}

	@Test
	void isOneLineOfJsonForPrograms() {
		assertThat(status(STORE, REPLICA).text(Status.Format.JSON)).isEqualTo("{\"mesh\":\"running\","
				+ "\"gateway\":\"http://127.0.0.1:8080\",\"store\":\"mongodb://127.0.0.1:27017\","
				+ "\"discovery\":\"http://127.0.0.1:8761\",\"processes\":["
				+ "{\"name\":\"store\",\"pid\":4194304,\"port\":27017,\"managementPort\":null,\"state\":\"up\","
				+ "\"uptimeSeconds\":59,\"memoryMiB\":99},"
				+ "{\"name\":\"message-service-100.next\",\"pid\":null,\"port\":20002,\"managementPort\":20003,"
				+ "\"state\":\"restarting\",\"uptimeSeconds\":0,\"memoryMiB\":null}]}");
	}

	@Test
	void bannerFitsEightyColumnsAndIsPlainUnlessColoursAreWanted() {
		String plain = Banner.of(status(), "Letterbox is ready.", "/project/.run/*.log", "Ctrl-C ends it.", false);
		assertThat(plain.lines()).allMatch((line) -> line.length() <= 80)
			.contains("            http://127.0.0.1:8080/api/send",
					"  Pull    curl 'http://127.0.0.1:8080/api/pull?chat=a:b'");
		assertThat(plain).doesNotContain("\u001b");
		assertThat(Banner.of(status(), "Ready.", "logs", "", true)).contains("\u001b[1mReady.\u001b[0m");
	}

	private static Status status(Row... rows) {
		return new Status(MeshState.RUNNING, "http://127.0.0.1:8080", "mongodb://127.0.0.1:27017",
				"http://127.0.0.1:8761", List.of(rows));
	}

}
