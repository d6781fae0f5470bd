package dev.letterbox.meshtests.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import dev.letterbox.meshtests.bench.process.WatchedProcess;
import dev.letterbox.meshtests.bench.report.Report;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import tools.jackson.databind.JsonNode;

/**
 * A mesh as {@code ./run status} describes it.
 *
 * @param system through its gateway
 * @param replica the first replica, directly, with the same processes
 * @param store the address of its store
 */
record MeasuredMesh(MeasuredSystem system, Optional<MeasuredSystem> replica, Optional<String> store) {

	/** A mesh with a state folder on this machine. */
	static MeasuredMesh of(JsonNode status) {
		List<JsonNode> rows = StreamSupport.stream(status.get("processes").spliterator(), false)
			.filter((row) -> row.path("pid").asLong(0) > 0)
			.toList();
		List<WatchedProcess> processes = rows.stream()
			.map((row) -> new WatchedProcess(row.get("name").stringValue(), row.get("pid").asLong()))
			.toList();
		Optional<MeasuredSystem> replica = rows.stream()
			.filter((row) -> row.get("name").stringValue().startsWith("message-service"))
			.findFirst()
			.map((row) -> new MeasuredSystem(Report.REPLICA, URI.create("http://127.0.0.1:" + row.get("port").asInt()),
					processes));
		return new MeasuredMesh(
				new MeasuredSystem(Report.LETTERBOX, URI.create(status.get("gateway").stringValue()), processes),
				replica, Optional.of(status.get("store").stringValue()));
	}

	/** A running mesh; without its state folder its processes are not known. */
	static MeasuredMesh running(URI url, Optional<Path> state) {
		if (state.isEmpty()) {
			return new MeasuredMesh(new MeasuredSystem(Report.LETTERBOX, url, List.of()), Optional.empty(),
					Optional.empty());
		}
		String status = Program.run(Project.ROOT, Duration.ofSeconds(20), List.of(Project.file("run").toString(),
				"status", "--json", "--no-build", "--state", state.get().toAbsolutePath().toString()));
		MeasuredMesh mesh = of(Json.read(status));
		return new MeasuredMesh(new MeasuredSystem(Report.LETTERBOX, url, mesh.system().processes()), mesh.replica(),
				mesh.store());
	}

}
