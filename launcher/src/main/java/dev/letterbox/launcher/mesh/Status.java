package dev.letterbox.launcher.mesh;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.letterbox.launcher.process.Names;
import dev.letterbox.launcher.process.Row;

/**
 * The answer to {@code ./run status}, for a person or for a program.
 *
 * @param mesh the state of the mesh
 * @param gateway the API's address
 * @param store the store's address, without credentials
 * @param discovery Eureka's address
 * @param processes a row for each process
 */
public record Status(MeshState mesh, String gateway, String store, String discovery, List<Row> processes) {

	/** The answer where nothing runs. */
	public static final String STOPPED_JSON = "{\"mesh\":\"stopped\",\"gateway\":null,\"store\":null,\"discovery\":null,"
			+ "\"processes\":[]}";

	private static final String LINE = "%-24s %7s %6s  %s %8s %10s";

	private static final String GREEN = "\u001b[32m";

	private static final String YELLOW = "\u001b[33m";

	private static final String PLAIN = "\u001b[0m";

	/** The answer in one of its formats. */
	public String text(Format format) {
		return (format == Format.JSON) ? json() : table(format == Format.COLOURED);
	}

	/** One line of JSON. */
	String json() {
		return "{\"mesh\":\"%s\",\"gateway\":%s,\"store\":%s,\"discovery\":%s,\"processes\":[%s]}".formatted(
				this.mesh.word(), quoted(this.gateway), quoted(this.store), quoted(this.discovery),
				this.processes.stream().map(Status::json).collect(Collectors.joining(",")));
	}

	/**
	 * A table of at most 80 columns, with what is up and the sum of memory below it.
	 */
	private String table(boolean coloured) {
		String header = LINE.formatted("NAME", "PID", "PORT", state("STATE"), "UPTIME", "MEMORY");
		String rows = this.processes.stream().map((row) -> line(row, coloured)).collect(Collectors.joining("\n"));
		return "The mesh is %s: %s on %s%n%n%s%n%s%n%n%s".formatted(this.mesh.word(), this.gateway, this.store, header,
				rows, sums());
	}

	private String sums() {
		List<Row> replicas = this.processes.stream().filter((row) -> Names.isReplica(row.name())).toList();
		long up = replicas.stream().filter(Row::isUp).count();
		long memory = this.processes.stream().mapToLong((row) -> row.memoryMiB().orElse(0L)).sum();
		return LINE.formatted("%d of %d replicas up".formatted(up, replicas.size()), "", "", state(""), "",
				memory + " MiB");
	}

	private static String line(Row row, boolean coloured) {
		String state = state(row.state());
		return LINE.formatted(row.name(), orDash(row.pid()), row.port(),
				coloured ? (row.isUp() ? GREEN : YELLOW) + state + PLAIN : state,
				row.pid().isPresent() ? text(row.uptime()) : "-",
				row.memoryMiB().map((mib) -> mib + " MiB").orElse("-"));
	}

	/** Padded to the width of its column, before colour codes are added. */
	private static String state(String word) {
		return "%-10s".formatted(word);
	}

	private static String json(Row row) {
		return ("{\"name\":%s,\"pid\":%s,\"port\":%d,\"managementPort\":%s,\"state\":%s,\"uptimeSeconds\":%d"
				+ ",\"memoryMiB\":%s}")
			.formatted(quoted(row.name()), orNull(row.pid()), row.port(),
					(row.managementPort() == 0) ? "null" : row.managementPort(), quoted(row.state()),
					row.uptime().toSeconds(), orNull(row.memoryMiB()));
	}

	private static String text(Duration uptime) {
		if (uptime.toMinutes() < 1) {
			return uptime.toSeconds() + "s";
		}
		if (uptime.toHours() < 1) {
			return "%dm%02ds".formatted(uptime.toMinutes(), uptime.toSecondsPart());
		}
		return "%dh%02dm".formatted(uptime.toHours(), uptime.toMinutesPart());
	}

	private static String orDash(Optional<Long> value) {
		return value.map(String::valueOf).orElse("-");
	}

	private static String orNull(Optional<Long> value) {
		return value.map(String::valueOf).orElse("null");
	}

	private static String quoted(String text) {
		return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

	/**
	 * The format of the output.
	 */
	public enum Format {

		/** For a program. */
		JSON,
		/** For a person. */
		PLAIN,
		/** For a person at a terminal that shows colours. */
		COLOURED

	}

}
