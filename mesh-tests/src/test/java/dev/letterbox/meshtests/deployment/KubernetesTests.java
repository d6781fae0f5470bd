package dev.letterbox.meshtests.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Config;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The objects of each overlay of {@code k8s/} agree with each other and with
 * {@code config/}.
 */
@ParameterizedClass
@MethodSource("overlays")
class KubernetesTests {

	private static final String NAMESPACE = "letterbox";

	/** The objects that the operator creates, as described in k8s/README.md. */
	private static final Map<String, Set<String>> BY_HAND = Map.of("local", Set.of(), "production",
			Set.of("Secret/mongodb-uri", "Secret/letterbox-tls"));

	private final String overlay;

	private final Manifests manifests;

	KubernetesTests(String overlay) {
		this.overlay = overlay;
		this.manifests = Manifests.of(overlay);
	}

	static List<String> overlays() {
		return Manifests.overlays();
	}

	@Test
	void runsTheWholeMesh() {
		assertThat(this.manifests.services()).extracting(Workload::name)
			.containsExactlyInAnyOrderElementsOf(Config.SERVICES);
		assertThat(this.manifests.get("StatefulSet", "discovery-server").at("/spec/replicas").asInt()).isEqualTo(2);
	}

	@Test
	void keepsEverythingInTheNamespace() {
		assertThat(this.manifests.objects()).filteredOn((object) -> !object.path("kind").asString().equals("Namespace"))
			.allSatisfy((object) -> assertThat(object.at("/metadata/namespace").asString()).isEqualTo(NAMESPACE));
		assertThat(Workload.strings(this.manifests.get("Namespace", NAMESPACE).at("/metadata/labels")))
			.containsEntry("pod-security.kubernetes.io/enforce", "restricted");
	}

	@Test
	void selectsThePodsItMeans() {
		assertThat(this.manifests.workloads()).filteredOn((workload) -> !workload.kind().equals("Job"))
			.allSatisfy((workload) -> {
				assertThat(selected(workload.spec().path("selector"))).containsExactly(workload.name());
				assertThat(this.manifests.find("PodDisruptionBudget", workload.name())).isPresent();
			});
		assertThat(this.manifests.all("PodDisruptionBudget")).allSatisfy((budget) -> {
			assertThat(selected(budget.at("/spec/selector"))).containsExactly(Manifests.name(budget));
			assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
		});
		assertThat(this.manifests.all("Service")).allSatisfy(
				(service) -> assertThat(selected(Json.tree(Map.of("matchLabels", service.at("/spec/selector")))))
					.containsExactly(Manifests.name(service)));
	}

	@Test
	void spreadsEachServiceForItself() {
		assertThat(this.manifests.services()).allSatisfy((workload) -> {
			JsonNode constraints = workload.pod().path("topologySpreadConstraints");
			assertThat(constraints.valueStream().map((it) -> it.path("topologyKey").asString()))
				.containsExactlyInAnyOrder("kubernetes.io/hostname", "topology.kubernetes.io/zone");
			assertThat(constraints).allSatisfy((constraint) -> {
				Map<String, String> wanted = Workload.strings(constraint.at("/labelSelector/matchLabels"));
				constraint.path("matchLabelKeys")
					.valueStream()
					.map(JsonNode::asString)
					.filter(workload.labels()::containsKey)
					.forEach((key) -> wanted.put(key, workload.labels().get(key)));
				assertThat(selected(Json.tree(Map.of("matchLabels", wanted)))).containsExactly(workload.name());
			});
		});
	}

	@Test
	void opensThePortsThatTheServicesListenOn() {
		assertThat(this.manifests.services()).allSatisfy((workload) -> {
			Config config = new Config(workload.name());
			Map<String, String> environment = this.manifests.environment(workload);
			assertThat(config.get("/server/port", environment)).isEqualTo(String.valueOf(workload.port("http")));
			assertThat(config.get("/management/server/port", environment))
				.isEqualTo(String.valueOf(workload.port("management")));
		});
		assertThat(this.manifests.all("Service")).allSatisfy((service) -> {
			Workload target = this.manifests.workload(Manifests.name(service));
			assertThat(service.at("/spec/ports")).isNotEmpty()
				.allSatisfy((port) -> assertThat(target.port(port.path("targetPort").asString()))
					.isEqualTo(port.path("port").asInt()));
		});
		assertThat(this.manifests.all("Ingress"))
			.flatExtracting((ingress) -> ingress.at("/spec/rules").findValues("service"))
			.allSatisfy((backend) -> {
				JsonNode service = this.manifests.get("Service", backend.path("name").asString());
				assertThat(service.at("/spec/ports").findValuesAsString("name"))
					.contains(backend.at("/port/name").asString());
			});
	}

	@Test
	void asksForHealthWhereTheServicesAnswer() {
		Map<String, String> paths = Map.of("startupProbe", "/actuator/health/liveness", "livenessProbe",
				"/actuator/health/liveness", "readinessProbe", "/actuator/health/readiness");
		assertThat(this.manifests.services()).allSatisfy((workload) -> {
			paths.forEach((probe, path) -> {
				JsonNode request = workload.container().path(probe).path("httpGet");
				assertThat(request.path("path").asString()).as(probe).isEqualTo(path);
				assertThat(request.path("port").asString()).as(probe).isEqualTo("management");
			});
			Config config = new Config(workload.name());
			assertThat(config.get("/management/endpoint/health/probes/enabled").asBoolean()).isTrue();
			assertThat(config.get("/management/endpoints/web/exposure/include").asString().split(","))
				.contains("health");
			assertThat(config.has("/management/endpoints/web/base-path")).isFalse();
			assertThat(config.has("/management/endpoint/health/group/liveness"))
				.as("something but the process itself in its liveness")
				.isFalse();
		});
		assertThat(new Config("message-service").get("/management/endpoint/health/group/readiness/include")
			.asString()
			.split(",")).contains("readinessState", "store");
	}

	@Test
	void givesThePodsTheConfigurationAsItIs() throws IOException {
		Map<String, String> files = new TreeMap<>();
		try (Stream<Path> folder = Files.list(Config.FOLDER)) {
			for (Path file : folder.filter((it) -> it.toString().endsWith(".yml")).toList()) {
				files.put(file.getFileName().toString(), Files.readString(file));
			}
		}
		assertThat(files).hasSize(4);
		assertThat(this.manifests.services()).allSatisfy((workload) -> {
			JsonNode volume = workload.pod()
				.path("volumes")
				.valueStream()
				.filter((it) -> it.path("name").asString().equals("config"))
				.findFirst()
				.orElseThrow();
			String name = volume.at("/configMap/name").asString();
			assertThat(name).as("a name that changes with the content, so that a change is rolled out")
				.matches("letterbox-config-[a-z0-9]{10}");
			assertThat(Workload.strings(this.manifests.get("ConfigMap", name).path("data")))
				.containsExactlyInAnyOrderEntriesOf(files);
			assertThat(workload.container().path("volumeMounts")).anySatisfy((mount) -> {
				assertThat(mount.path("name").asString()).isEqualTo("config");
				assertThat(mount.path("mountPath").asString()).isEqualTo("/letterbox/config");
			});
		});
	}

	@Test
	void pinsEveryImage() {
		assertThat(this.manifests.workloads()).extracting((workload) -> workload.container().path("image").asString())
			.allSatisfy((image) -> assertThat(image).matches("[a-z0-9./-]+(:\\d+\\.\\d+\\.\\d+|@sha256:[0-9a-f]{64})"));
	}

	@Test
	void letsRequestsEndBeforeItKills() {
		assertThat(this.manifests.services()).allSatisfy((workload) -> {
			Config config = new Config(workload.name());
			Duration needed = config.duration("/spring/lifecycle/timeout-per-shutdown-phase")
				.plusSeconds(pause(workload));
			if (config.has("/letterbox/shutdown/drain")) {
				needed = needed.plus(config.duration("/letterbox/shutdown/drain"));
			}
			assertThat(Duration.ofSeconds(workload.pod().path("terminationGracePeriodSeconds").asLong()))
				.isGreaterThan(needed);
		});
		assertThat(new Config("message-service").has("/letterbox/shutdown/drain")).isTrue();
		assertThat(pause(this.manifests.workload("api-gateway"))).isPositive();
	}

	@Test
	void replacesAPodOnlyWhenTheNextIsKnown() {
		assertThat(this.manifests.services()).filteredOn((workload) -> workload.kind().equals("Deployment"))
			.hasSize(2)
			.allSatisfy((workload) -> {
				assertThat(workload.spec().at("/strategy/type").asString()).isEqualTo("RollingUpdate");
				assertThat(workload.spec().at("/strategy/rollingUpdate/maxUnavailable").asString()).isEqualTo("0");
				assertThat(workload.spec().path("minReadySeconds").asLong()).isGreaterThan(known().toSeconds());
			});
		assertThat(Duration.ofSeconds(pause(this.manifests.workload("message-service")))).isGreaterThan(known());
	}

	@Test
	void scalesWhatHasNoFixedNumber() {
		List<JsonNode> scalers = this.manifests.all("HorizontalPodAutoscaler");
		assertThat(scalers).extracting(Manifests::name).containsExactlyInAnyOrder("api-gateway", "message-service");
		assertThat(scalers).allSatisfy((scaler) -> {
			JsonNode target = scaler.at("/spec/scaleTargetRef");
			Workload workload = new Workload(
					this.manifests.get(target.path("kind").asString(), target.path("name").asString()));
			assertThat(workload.object().path("apiVersion")).isEqualTo(target.path("apiVersion"));
			assertThat(workload.name()).isEqualTo(Manifests.name(scaler));
			assertThat(workload.spec().has("replicas")).isFalse();
			assertThat(workload.container().at("/resources/requests/cpu").asString()).isNotEmpty();
			assertThat(scaler.at("/spec/minReplicas").asInt()).isGreaterThanOrEqualTo(fewest(workload))
				.isLessThan(scaler.at("/spec/maxReplicas").asInt());
			assertThat(scaler.at("/spec/behavior/scaleDown/stabilizationWindowSeconds").asInt())
				.isGreaterThan(scaler.at("/spec/behavior/scaleUp/stabilizationWindowSeconds").asInt());
		});
	}

	/** In production one replica can stop, and the others still run in several zones. */
	private int fewest(Workload workload) {
		if (this.overlay.equals("local")) {
			return 1;
		}
		return workload.name().equals("message-service") ? 3 : 2;
	}

	@Test
	void refersToNothingThatIsMissing() throws IOException {
		Set<String> wanted = new TreeSet<>();
		for (Workload workload : this.manifests.workloads()) {
			JsonNode pod = workload.pod();
			wanted.add("ServiceAccount/" + pod.path("serviceAccountName").asString());
			pod.findValues("configMap").forEach((it) -> wanted.add("ConfigMap/" + it.path("name").asString()));
			for (String field : List.of("configMapRef", "configMapKeyRef")) {
				pod.findValues(field).forEach((it) -> wanted.add("ConfigMap/" + it.path("name").asString()));
			}
			for (String field : List.of("secretRef", "secretKeyRef")) {
				pod.findValues(field).forEach((it) -> wanted.add("Secret/" + it.path("name").asString()));
			}
			if (workload.kind().equals("StatefulSet")) {
				wanted.add("Service/" + workload.spec().path("serviceName").asString());
			}
		}
		this.manifests.all("Ingress")
			.forEach((it) -> it.findValues("secretName").forEach((name) -> wanted.add("Secret/" + name.asString())));
		wanted.removeIf((it) -> this.manifests.find(it.substring(0, it.indexOf('/')), it.substring(it.indexOf('/') + 1))
			.isPresent());
		assertThat(wanted).isEqualTo(BY_HAND.getOrDefault(this.manifests.overlay(), Set.of()));
		String documented = Files.readString(Project.file("k8s/README.md"));
		assertThat(wanted).allSatisfy((it) -> assertThat(documented).contains(it.substring(it.indexOf('/') + 1)));
	}

	@Test
	void carriesNoCredentials() {
		assertThat(this.manifests.all("Secret")).allSatisfy(
				(secret) -> assertThat(Manifests.secret(secret, "uri")).startsWith("mongodb://").doesNotContain("@"));
		JsonNode reference = this.manifests.workload("message-service").container().findValue("secretKeyRef");
		assertThat(reference.path("key").asString()).isEqualTo("uri");
	}

	@Test
	void runsWithoutPrivileges() {
		assertThat(this.manifests.workloads()).allSatisfy((workload) -> {
			JsonNode pod = workload.pod();
			assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean(false)).isTrue();
			assertThat(pod.at("/securityContext/seccompProfile/type").asString()).isEqualTo("RuntimeDefault");
			assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
			assertThat(pod.has("hostNetwork") || pod.has("hostPID") || pod.has("hostIPC")).isFalse();
			assertThat(pod.path("volumes").findValues("hostPath")).isEmpty();
			assertThat(pod.path("volumes").findValues("emptyDir")).allMatch((it) -> it.has("sizeLimit"));
			JsonNode container = workload.container().path("securityContext");
			assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
			assertThat(container.path("readOnlyRootFilesystem").asBoolean(false)).isTrue();
			assertThat(container.at("/capabilities/drop").valueStream().map(JsonNode::asString)).containsExactly("ALL");
			assertThat(workload.container().path("volumeMounts").findValuesAsString("mountPath")).contains("/tmp");
			JsonNode resources = workload.container().path("resources");
			assertThat(resources.at("/limits/memory").asString()).isNotEmpty()
				.isEqualTo(resources.at("/requests/memory").asString());
		});
		assertThat(this.manifests.services()).allSatisfy((workload) -> {
			assertThat(workload.pod().at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
			assertThat(workload.pod().at("/securityContext/runAsGroup").asInt()).isEqualTo(10001);
		});
		assertThat(this.manifests.all("ServiceAccount"))
			.allMatch((account) -> !account.path("automountServiceAccountToken").asBoolean(true));
	}

	@Test
	void tellsEachRegistryWhichOneItIs() {
		Workload registry = this.manifests.workload("discovery-server");
		List<String> pods = pods(registry);
		String port = ":" + registry.port("http") + "/eureka";
		List<String> addresses = pods.stream().map((pod) -> "http://" + pod + port).toList();
		assertThat(this.manifests.services()).allSatisfy(
				(workload) -> assertThat(this.manifests.environment(workload).getOrDefault("EUREKA_URL", "").split(","))
					.containsExactlyElementsOf(addresses));
		String self = this.manifests.environment(registry).getOrDefault("EUREKA_SELF", "");
		assertThat(
				IntStream.range(0, pods.size()).mapToObj((i) -> self.replace("$(POD_NAME)", registry.name() + "-" + i)))
			.containsExactlyElementsOf(addresses);
		assertThat(registry.container().path("env"))
			.anySatisfy((variable) -> assertThat(variable.at("/valueFrom/fieldRef/fieldPath").asString())
				.isEqualTo("metadata.name"));
	}

	@Test
	void tellsPrometheusWhereTheMetricsAre() {
		assertThat(this.manifests.services()).allSatisfy((workload) -> {
			JsonNode annotations = workload.spec().at("/template/metadata/annotations");
			assertThat(annotations.path("prometheus.io/scrape").asString()).isEqualTo("true");
			assertThat(annotations.path("prometheus.io/path").asString()).isEqualTo("/actuator/prometheus");
			assertThat(annotations.path("prometheus.io/port").asString())
				.isEqualTo(String.valueOf(workload.port("management")));
		});
	}

	@Test
	void allowsOnlyTheConnectionsThatAreNeeded() {
		NetworkPolicies policies = new NetworkPolicies(NAMESPACE, this.manifests.all("NetworkPolicy"));
		List<NetworkPolicies.End> ends = new ArrayList<>(List.of(
				NetworkPolicies.End.pod("ingress", "ingress", Map.of("app.kubernetes.io/name", "ingress-nginx"),
						Map.of()),
				NetworkPolicies.End.pod("impostor", "default", Map.of("app.kubernetes.io/name", "message-service"),
						Map.of()),
				NetworkPolicies.End.pod("dns", "kube-system", Map.of("k8s-app", "kube-dns"), Map.of()),
				NetworkPolicies.End.pod("prometheus", "monitoring", Map.of("app.kubernetes.io/name", "prometheus"),
						Map.of()),
				NetworkPolicies.End.pod("newcomer", NAMESPACE, Map.of(), Map.of()),
				NetworkPolicies.End.outside("database", "10.1.2.3"),
				NetworkPolicies.End.outside("internet", "203.0.113.7")));
		for (Workload workload : this.manifests.workloads()) {
			Map<String, Integer> ports = workload.container()
				.path("ports")
				.valueStream()
				.collect(
						Collectors.toMap((it) -> it.path("name").asString(), (it) -> it.path("containerPort").asInt()));
			ends.add(NetworkPolicies.End.pod(workload.name(), NAMESPACE, workload.labels(), ports));
		}
		Set<String> seen = new TreeSet<>();
		for (NetworkPolicies.End from : ends) {
			for (NetworkPolicies.End to : ends) {
				if (!NAMESPACE.equals(from.namespace()) && !NAMESPACE.equals(to.namespace())) {
					continue;
				}
				for (int port : List.of(53, 80, 443, 8080, 8090, 8761, 8762, 27017)) {
					for (String protocol : List.of("TCP", "UDP")) {
						if (policies.allows(from, to, port, protocol)) {
							seen.add("%s -> %s:%d %s".formatted(from.name(), to.name(), port, protocol));
						}
					}
				}
			}
		}
		assertThat(seen).containsExactlyInAnyOrderElementsOf(expected());
	}

	private Set<String> expected() {
		Set<String> expected = new TreeSet<>(Set.of("api-gateway -> message-service:8080 TCP",
				"api-gateway -> discovery-server:8761 TCP", "message-service -> discovery-server:8761 TCP",
				"discovery-server -> discovery-server:8761 TCP"));
		for (String client : List.of("ingress", "impostor", "prometheus", "dns", "database", "internet")) {
			expected.add(client + " -> api-gateway:8080 TCP");
		}
		this.manifests.services()
			.forEach((it) -> expected.add("prometheus -> %s:%d TCP".formatted(it.name(), it.port("management"))));
		Stream.concat(Stream.of("newcomer"), this.manifests.workloads().stream().map(Workload::name)).forEach((pod) -> {
			expected.add(pod + " -> dns:53 TCP");
			expected.add(pod + " -> dns:53 UDP");
		});
		switch (this.manifests.overlay()) {
			case "local" -> Stream.of("message-service", "mongodb", "mongodb-initiate")
				.forEach((it) -> expected.add(it + " -> mongodb:27017 TCP"));
			case "production" -> expected.add("message-service -> database:27017 TCP");
			default -> throw new AssertionError(
					"No expectation of what may connect to the store in the overlay " + this.manifests.overlay());
		}
		return expected;
	}

	private List<String> selected(JsonNode selector) {
		return this.manifests.selected(selector);
	}

	/** The host names of a StatefulSet's pods. */
	private static List<String> pods(Workload set) {
		return IntStream.range(0, set.spec().path("replicas").asInt())
			.mapToObj((i) -> "%s-%d.%s".formatted(set.name(), i, set.spec().path("serviceName").asString()))
			.toList();
	}

	/**
	 * The longest time until a gateway knows a new replica: its registration and the
	 * gateway's next fetch.
	 */
	private static Duration known() {
		Config config = new Config("message-service");
		return Duration.ofSeconds(config.get("/eureka/client/instance-info-replication-interval-seconds").asLong()
				+ config.get("/eureka/client/registry-fetch-interval-seconds").asLong());
	}

	/** Seconds for which a pod still serves before it gets SIGTERM. */
	private static long pause(Workload workload) {
		return workload.container().at("/lifecycle/preStop/sleep/seconds").asLong(0);
	}

}
