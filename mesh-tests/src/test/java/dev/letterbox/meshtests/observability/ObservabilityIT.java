package dev.letterbox.meshtests.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The exposed metrics agree with the documents, the dashboard and the alert rules.
 */
@RunsOnMesh
class ObservabilityIT {

	private static final Path FOLDER = Project.file("observability");

	private static final Map<String, String> LETTERS = Map.of("G", "api-gateway", "M", "message-service-1", "D",
			"discovery-server");

	/** Name, type, labels, unit, process. */
	private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|",
			Pattern.MULTILINE);

	private static final Pattern WORD = Pattern.compile("\\w+");

	private static final Pattern REPLICA = Pattern.compile("-\\d+$");

	private static final Pattern JOB = Pattern.compile("job_name: (\\S+)");

	private static final Pattern THRESHOLD = Pattern.compile(" [<>] [\\d.]+$");

	private static final Pattern RUNBOOK = Pattern.compile("runbook: docs/observability.md#(\\S+)");

	private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

	private final Client client;

	private final List<Client> replicas;

	/** The management port of each process that has one. */
	private final Map<String, Integer> ports;

	ObservabilityIT(Mesh mesh, Client client) {
		this.client = client;
		this.replicas = mesh.replicas();
		this.ports = mesh.processes()
			.stream()
			.filter((process) -> process.managementPort() != 0)
			.collect(Collectors.toMap(Mesh.MeshProcess::name, Mesh.MeshProcess::managementPort));
	}

	@Test
	void tableNamesEveryMetricOfEveryProcess() throws IOException {
		useOnce();
		String table = Files.readString(Project.file("docs/observability.md")).split("<!-- metrics -->", -1)[1];
		List<MatchResult> rows = ROW.matcher(table).results().toList();
		LETTERS.forEach((letter, process) -> {
			ExposedMetrics exposed = exposed(process);
			Map<String, String> types = new TreeMap<>(exposed.types("letterbox_"));
			types.putAll(exposed.types("eureka_"));
			Map<String, String> documented = new TreeMap<>();
			for (MatchResult row : rows) {
				if (words(row.group(5)).contains(letter)) {
					documented.put(row.group(1), row.group(2));
					assertThat(exposed.labels(row.group(1))).as("the labels of %s of %s", row.group(1), process)
						.isEqualTo(words(row.group(3)));
				}
			}
			assertThat(documented).as("the metrics of %s", process).isEqualTo(types);
		});
	}

	@Test
	void countsWhatAClientDoesOnce() {
		double stored = replicas("letterbox_sends_total", "result=\"stored\"");
		double replayed = replicas("letterbox_sends_total", "result=\"replayed\"");
		double pulled = replicas("letterbox_pulls_total", "result=\"read\"");
		double refused = replicas("letterbox_refusals_total", "reason=\"invalid-request\"");
		double flushed = replicas("letterbox_flush_messages_sum");
		ExposedMetrics gateway = exposed("api-gateway");
		String chat = Client.freshChat();
		for (int i = 0; i < 3; i++) {
			this.client.send(chat, Client.firstOf(chat), "text", "Idempotency-Key", "one");
		}
		this.client.send(chat, Client.secondOf(chat), "text");
		this.client.send(chat, "stranger", "text");
		this.client.pull(chat);
		this.client.get("/elsewhere");
		assertThat(replicas("letterbox_sends_total", "result=\"stored\"") - stored).isEqualTo(2);
		assertThat(replicas("letterbox_sends_total", "result=\"replayed\"") - replayed).isEqualTo(2);
		assertThat(replicas("letterbox_pulls_total", "result=\"read\"") - pulled).isEqualTo(1);
		assertThat(replicas("letterbox_refusals_total", "reason=\"invalid-request\"") - refused).isEqualTo(1);
		assertThat(replicas("letterbox_flush_messages_sum") - flushed).isBetween(2.0, 4.0);
		ExposedMetrics after = exposed("api-gateway");
		Map<String, Integer> wanted = Map.of("route=\"/api/send\",status=\"200\"", 4,
				"route=\"/api/send\",status=\"400\"", 1, "route=\"/api/pull\",status=\"200\"", 1,
				"route=\"none\",status=\"404\"", 1);
		wanted.forEach((labels,
				count) -> assertThat(after.sum("letterbox_requests_seconds_count", labels)
						- gateway.sum("letterbox_requests_seconds_count", labels))
					.as(labels)
					.isCloseTo(count, within(0.0)));
		assertThat(after.sum("letterbox_refusals_total") - gateway.sum("letterbox_refusals_total")).isEqualTo(1);
		assertThat(after.sum("letterbox_gateway_replicas")).isEqualTo(2);
	}

	@Test
	void everyExpressionOfTheDashboardAndOfTheRulesReturnsData(@TempDir Path folder) throws IOException {
		String config = Files.readString(FOLDER.resolve("prometheus.yml"));
		Map<String, List<Integer>> jobs = new TreeMap<>();
		this.ports.forEach(
				(name, port) -> jobs.computeIfAbsent(REPLICA.matcher(name).replaceFirst(""), (any) -> new ArrayList<>())
					.add(port));
		assertThat(JOB.matcher(config).results().map((it) -> it.group(1)))
			.containsExactlyInAnyOrderElementsOf(jobs.keySet());
		AtomicBoolean done = new AtomicBoolean();
		try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
				Prometheus prometheus = Prometheus.start(folder, FOLDER.resolve("rules.yml"), jobs)) {
			clients.execute(() -> {
				while (!done.get()) {
					useOnce();
				}
			});
			try {
				Awaitility.await("Prometheus answers")
					.atMost(Duration.ofSeconds(30))
					.until(() -> prometheus.series("up") == 4);
				List<String> expressions = new ArrayList<>(dashboard());
				prometheus.rules().forEach((rule) -> expressions.add(THRESHOLD.matcher(rule).replaceFirst("")));
				assertThat(expressions).hasSizeGreaterThan(30);
				for (String expression : expressions) {
					Awaitility.await(expression)
						.atMost(Duration.ofSeconds(30))
						.until(() -> prometheus.series(expression) > 0);
				}
			}
			finally {
				done.set(true);
			}
		}
	}

	@Test
	void rulesFireInTheirTestsAndNameARunbook() throws IOException {
		Prometheus.promtool("check", "config", FOLDER.resolve("prometheus.yml").toString());
		Prometheus.promtool("test", "rules", FOLDER.resolve("rules.test.yml").toString());
		String rules = Files.readString(FOLDER.resolve("rules.yml"));
		Set<String> headings = HEADING.matcher(Files.readString(Project.file("docs/observability.md")))
			.results()
			.map((it) -> it.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
			.collect(Collectors.toSet());
		List<String> runbooks = RUNBOOK.matcher(rules).results().map((it) -> it.group(1)).toList();
		assertThat(runbooks).hasSize(rules.split("- alert: ", -1).length - 1).isSubsetOf(headings);
		String tests = Files.readString(FOLDER.resolve("rules.test.yml"));
		assertThat(
				Arrays.stream(rules.split("- alert: ", -1)).skip(1).map((rule) -> rule.lines().findFirst().orElse("")))
			.allMatch((alert) -> tests.contains("- name: " + alert + "\n"), "is fired by a test");
	}

	@Test
	void dashboardIsOneScreenOfPanelsThatDoNotOverlap() throws IOException {
		JsonNode dashboard = Json.read(Files.readString(FOLDER.resolve("grafana/letterbox.json")));
		String source = dashboard.at("/panels/0/datasource/uid").asString();
		assertThat(Files.readString(FOLDER.resolve("grafana/datasource.yml"))).contains("uid: " + source + "\n");
		Set<Integer> ids = new HashSet<>();
		Set<String> taken = new HashSet<>();
		for (JsonNode panel : dashboard.get("panels")) {
			assertThat(ids.add(panel.get("id").asInt())).isTrue();
			assertThat(panel.get("type").asString()).isIn("stat", "timeseries");
			assertThat(panel.get("title").asString()).isNotBlank();
			assertThat(panel.get("description").asString()).isNotBlank();
			JsonNode place = panel.get("gridPos");
			for (int x = 0; x < place.get("w").asInt(); x++) {
				for (int y = 0; y < place.get("h").asInt(); y++) {
					int column = place.get("x").asInt() + x;
					int row = place.get("y").asInt() + y;
					assertThat(column).isLessThan(24);
					assertThat(row).as("a row of the screen").isLessThan(25);
					assertThat(taken.add(column + "," + row)).as("the place %d,%d is free", column, row).isTrue();
				}
			}
			panel.get("targets")
				.forEach((target) -> assertThat(target.at("/datasource/uid").asString()).isEqualTo(source));
		}
	}

	/** A request of each kind, so that every counter exists. */
	private void useOnce() {
		String chat = Client.freshChat();
		this.client.send(chat, Client.firstOf(chat), "text");
		this.client.pull(chat);
		this.client.pull("invalid");
		this.client.get("/elsewhere");
		this.replicas.forEach((replica) -> {
			replica.send(chat, Client.firstOf(chat), "text");
			replica.pull("invalid");
		});
	}

	private ExposedMetrics exposed(String process) {
		return ExposedMetrics.at(this.ports.getOrDefault(process, 0));
	}

	private double replicas(String name, String... labels) {
		return Stream.of("message-service-1", "message-service-2")
			.mapToDouble((replica) -> exposed(replica).sum(name, labels))
			.sum();
	}

	private static List<String> dashboard() throws IOException {
		List<String> expressions = new ArrayList<>();
		for (JsonNode panel : Json.read(Files.readString(FOLDER.resolve("grafana/letterbox.json"))).get("panels")) {
			panel.get("targets").forEach((target) -> expressions.add(target.get("expr").asString()));
		}
		return expressions;
	}

	private static Set<String> words(String cell) {
		return WORD.matcher(cell).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
	}

}
