package dev.letterbox.meshtests.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Ports;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.Tools;
import tools.jackson.databind.JsonNode;

/**
 * A Prometheus that scrapes a local mesh and evaluates the project's rules.
 */
final class Prometheus implements AutoCloseable {

	private final Program program;

	private final Client client;

	private Prometheus(Program program, Client client) {
		this.program = program;
		this.client = client;
	}

	/**
	 * Starts one.
	 * @param folder its data folder
	 * @param rules the project's rules
	 * @param jobs the management ports of each job
	 */
	static Prometheus start(Path folder, Path rules, Map<String, List<Integer>> jobs) {
		try {
			String address = "127.0.0.1:" + Ports.free();
			Path config = Files.writeString(folder.resolve("prometheus.yml"), config(rules, jobs));
			Program program = Program.start(folder, Map.of(),
					List.of(Tools.debian("prometheus", "prometheus").toString(), "--config.file=" + config,
							"--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=" + address,
							"--log.level=warn"));
			return new Prometheus(program, new Client(URI.create("http://" + address)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String config(Path rules, Map<String, List<Integer>> jobs) {
		String scrapes = jobs.entrySet()
			.stream()
			.map((job) -> """
					  - job_name: %s
					    metrics_path: /actuator/prometheus
					    static_configs:
					      - targets: [%s]
					""".formatted(job.getKey(),
					job.getValue()
						.stream()
						.map((port) -> "'127.0.0.1:" + port + "'")
						.collect(Collectors.joining(", "))))
			.collect(Collectors.joining());
		return """
				global:
				  scrape_interval: 1s
				  evaluation_interval: 1s
				rule_files: ['%s']
				scrape_configs:
				""".formatted(rules) + scrapes;
	}

	/** The number of series of an expression now; -1 if Prometheus does not answer. */
	int series(String expression) {
		Reply reply = this.client.get("/api/v1/query?query=" + Client.encode(expression));
		return (reply.status() == 200) ? reply.json().path("data").path("result").size() : -1;
	}

	/** The expressions of its rules. */
	List<String> rules() {
		List<String> expressions = new ArrayList<>();
		for (JsonNode group : this.client.get("/api/v1/rules").json().path("data").path("groups")) {
			group.path("rules").forEach((rule) -> expressions.add(rule.path("query").asString("")));
		}
		return expressions;
	}

	@Override
	public void close() {
		this.program.close();
	}

	/** Runs promtool, which must succeed, and returns its output. */
	static String promtool(String... arguments) {
		List<String> command = new ArrayList<>(List.of(Tools.debian("prometheus", "promtool").toString()));
		command.addAll(List.of(arguments));
		return Program.run(Project.ROOT, Duration.ofMinutes(1), command);
	}

}
