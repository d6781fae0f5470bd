package dev.letterbox.meshtests.deployment;

import java.util.List;

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
	void tellsTheReplicasEveryMember() {
		String secret = this.manifests.workload("message-service")
			.container()
			.findValue("secretKeyRef")
			.path("name")
			.asString();
		assertThat(Manifests.secret(this.manifests.get("Secret", secret), "uri"))
			.isEqualTo("mongodb://%s/letterbox?replicaSet=rs0"
				.formatted(String.join(",", KubernetesTests.pods(this.mongodb))));
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
		assertThat(job.container().path("command").valueStream().map(JsonNode::asString)).contains("mongosh",
				"/letterbox/initiate.js");
		assertThat(job.container().path("image")).isEqualTo(this.mongodb.container().path("image"));
	}

}
