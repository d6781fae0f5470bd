package dev.letterbox.meshtests.documents;

import java.util.UUID;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example problems of the OpenAPI description equal the gateway's answers.
 */
@RunsOnMesh
class DescribedProblemsIT {

	private static final JsonNode RESPONSES = Json.read(Program.read(Project.file("docs/openapi.json")))
		.at("/components/responses");

	private final Mesh mesh;

	private final Client client;

	private final String chat = Client.freshChat();

	DescribedProblemsIT(Mesh mesh) {
		this.mesh = mesh;
		this.client = mesh.client();
	}

	@Test
	void describesAnInvalidSend() {
		assertDescribed("InvalidSend",
				this.client.post("/api/send", Json.object("chat", this.chat, "sender", "mallory")));
	}

	@Test
	void describesAnInvalidPull() {
		assertDescribed("InvalidPull", this.client.pull("ann", "before", 7));
	}

	@Test
	void describesAMethodThatIsNotAllowed() {
		Reply reply = this.client.exchange("PUT", "/api/send", new byte[0]);
		assertDescribed("MethodNotAllowed", reply);
		assertThat(reply.header("Allow")).hasValue("POST");
	}

	@Test
	void describesAnAnswerThatIsNotAcceptable() {
		assertDescribed("NotAcceptable", this.client.send(this.chat, "mallory", "hi", "Accept", "text/html"));
	}

	@Test
	void describesABodyThatIsTooLarge() {
		byte[] body = new byte[512 * 1024 + 1];
		assertDescribed("TooLarge", this.client.post("/api/send", body));
		assertThat(this.mesh.replicas()).isNotEmpty()
			.allSatisfy((replica) -> assertDescribed("TooLarge", replica.post("/api/send", body)));
	}

	@Test
	void describesAMediaTypeThatIsNotSupported() {
		assertDescribed("UnsupportedMediaType",
				this.client.send(this.chat, Client.firstOf(this.chat), "hi", "Content-Type", "text/plain"));
	}

	@Test
	void describesAReusedKey() {
		String key = UUID.randomUUID().toString();
		this.client.stored(this.chat, "hi", "Idempotency-Key", key);
		assertDescribed("KeyReused",
				this.client.send(this.chat, Client.firstOf(this.chat), "ho", "Idempotency-Key", key));
	}

	private static void assertDescribed(String name, Reply reply) {
		JsonNode example = RESPONSES.path(name).path("content").path("application/problem+json").path("example");
		Refusals.assertProblem(reply, example.path("status").asInt(),
				example.path("type").asString().replace("urn:letterbox:problem:", ""));
		JsonNode problem = reply.json();
		assertThat(problem.propertyNames()).as("%s", reply).isEqualTo(example.propertyNames());
		example.properties()
			.stream()
			.filter((field) -> !field.getKey().equals("request_id"))
			.forEach((field) -> assertThat(problem.get(field.getKey())).as("%s of %s", field.getKey(), reply)
				.isEqualTo(field.getValue()));
	}

}
