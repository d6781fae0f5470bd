package dev.letterbox.meshtests.deployment;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The overlay for small clusters contains the MongoDB that its replicas connect to.
 */
class LocalClusterTests {

	private final Manifests manifests = Manifests.of("local");

	private final Workload mongodb = this.manifests.workload("mongodb");

	private final String script = this.manifests.all("ConfigMap")
		.stream()
		.map((map) -> map.at("/data/initiate.js").asString(""))
		.filter((text) -> !text.isEmpty())
		.findFirst()
		.orElseThrow();

	@Test
	void tellsTheReplicasTheServiceThatLeadsToEveryMember() {
		String secret = this.manifests.workload("message-service")
			.container()
			.findValue("secretKeyRef")
			.path("name")
			.asString();
		JsonNode content = this.manifests.get("Secret", secret);
		assertThat(Manifests.secret(content, "uri")).isEqualTo(
				"mongodb://%s/letterbox?replicaSet=rs0".formatted(this.mongodb.spec().path("serviceName").asString()));
		assertThat(content.at("/data/uri").asString()).as("broken lines would be a change at every apply")
			.doesNotContain("\n");
		assertThat(
				Selector.matches(this.manifests.get("Service", "mongodb").at("/spec/selector"), this.mongodb.labels()))
			.isTrue();
		assertThat(this.mongodb.port("mongodb")).as("the port of a URI that names none").isEqualTo(27017);
	}

	@Test
	void makesThoseMembersOneReplicaSet() {
		List<String> command = this.mongodb.container().path("command").valueStream().map(JsonNode::asString).toList();
		assertThat(command).contains("--replSet=rs0");
		assertThat(this.script).contains("_id: \"rs0\"").contains("mongodb-${i}.mongodb:27017");
		assertThat(this.mongodb.spec().path("replicas").asInt()).isEqualTo(3);
		assertThat(this.manifests.get("Service", "mongodb").at("/spec/publishNotReadyAddresses").asBoolean(false))
			.as("found before they are ready")
			.isTrue();
	}

	@Test
	void fitsOnANodeOfTwoProcessors() {
		Map<String, Integer> pods = Map.of("api-gateway", 1, "message-service", 2, "discovery-server", 2, "mongodb", 3,
				"mongodb-initiate", 1);
		assertThat(this.manifests.workloads()).extracting(Workload::name)
			.containsExactlyInAnyOrderElementsOf(pods.keySet());
		int requested = this.manifests.workloads()
			.stream()
			.mapToInt((workload) -> pods.getOrDefault(workload.name(), 0) * millis(workload))
			.sum();
		// A cluster's own pods request about 950 of 2,000.
		assertThat(requested + millis(this.manifests.workload("message-service"))).as("with one replica more")
			.isLessThanOrEqualTo(1_100);
	}

	private static int millis(Workload workload) {
		String cpu = workload.container().at("/resources/requests/cpu").asString();
		assertThat(cpu).endsWith("m");
		return Integer.parseInt(cpu.substring(0, cpu.length() - 1));
	}

	@Test
	void keepsTheDataOnVolumesOfTheirOwn() {
		assertThat(this.mongodb.spec().path("volumeClaimTemplates").findValuesAsString("name")).containsExactly("data");
		assertThat(this.mongodb.container().path("volumeMounts"))
			.anySatisfy((mount) -> assertThat(mount.path("mountPath").asString() + mount.path("name").asString())
				.isEqualTo("/data/dbdata"));
		assertThat(this.mongodb.pod().at("/securityContext/fsGroup"))
			.isEqualTo(this.mongodb.pod().at("/securityContext/runAsUser"));
	}

	@Test
	void canBeAppliedAgainThoughAJobCannotBeChanged() {
		Workload job = this.manifests.workload("mongodb-initiate");
		assertThat(job.spec().path("ttlSecondsAfterFinished").asInt()).isPositive();
		assertThat(job.pod().at("/volumes/0/configMap/name").asString()).as("the same for every script")
			.isEqualTo("mongodb-initiate");
		assertThat(job.container().path("command").valueStream().map(JsonNode::asString)).contains("mongosh",
				"/letterbox/initiate.js");
		assertThat(job.container().path("image")).isEqualTo(this.mongodb.container().path("image"));
	}

}
