package dev.letterbox.meshtests.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import dev.letterbox.meshtests.support.Tools;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The OpenAPI description is the one in docs/, is valid, and matches the API: for a
 * generated client and for fuzzing.
 */
@RunsOnMesh
class ApiDescriptionIT {

	private static final Path EXPORTED = Project.file("docs/openapi.json");

	private static final Path RESOURCES = Project.file("mesh-tests/src/test/resources/openapi");

	private final Mesh mesh;

	ApiDescriptionIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void isTheOneInTheDocs() {
		Reply reply = this.mesh.client().get("/v3/api-docs");
		assertThat(reply.mediaType()).isEqualTo("application/json");
		assertThat(reply.text()).as("what the gateway serves").isEqualTo(Program.read(EXPORTED));
		assertThat(this.mesh.replicas()).hasSizeGreaterThan(1)
			.allSatisfy((replica) -> assertThat(replica.get("/v3/api-docs").text())
				.as("the description of a replica, from which docs/openapi.json is written (see README.md)")
				.isEqualTo(Program.read(EXPORTED)));
	}

	@Test
	void passesTheLinter() {
		Path redocly = Tools.npm("@redocly/cli@2.77.0").resolve("redocly");
		Path folder = Program.folder("lint");
		String said = Program.run(folder, Duration.ofMinutes(1),
				List.of("sh", "-c", "exec \"$0\" lint --format=json --config \"$1\" \"$2\" 2>log || true",
						redocly.toString(), RESOURCES.resolve("redocly.yaml").toString(), EXPORTED.toString()));
		JsonNode report = Json.read(said);
		assertThat(report.at("/totals/errors").asInt(-1)).as(said).isZero();
		assertThat(report.at("/totals/warnings").asInt(-1)).as(said).isZero();
	}

	@Test
	void generatesATypedClientInAnotherLanguage() throws IOException {
		Path programs = Tools.npm("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3");
		Path folder = Program.folder("typed-client");
		Files.createSymbolicLink(folder.resolve("node_modules"), programs.getParent());
		Files.copy(RESOURCES.resolve("client.ts"), folder.resolve("client.ts"));
		Program.write(folder.resolve("package.json"), "{\"type\":\"module\"}");
		Duration limit = Duration.ofMinutes(1);
		Program.run(folder, limit, List.of(programs.resolve("openapi-typescript").toString(), EXPORTED.toString(),
				"--output", "schema.d.ts"));
		Program.run(folder, limit, List.of(programs.resolve("tsc").toString(), "--strict", "--target", "es2022",
				"--lib", "es2022,dom", "--module", "nodenext", "client.ts"));
		Program.run(folder, limit, List.of("node", "client.js", this.mesh.gateway().toString(), Client.freshChat()));
	}

	@Test
	void describesEveryAnswerToFuzzing() {
		Path folder = Program.folder("schemathesis");
		// The examples are sent, too; a unique chat keeps other tests' messages apart.
		String description = Program.read(EXPORTED).replaceAll("\\b(ann|bob)\\b", "$1-" + System.nanoTime());
		Program.write(folder.resolve("openapi.json"), description);
		// The representation is preferred, since OpenAPI can't describe an answer that
		// may be empty.
		String said = Program.run(folder, Duration.ofMinutes(2),
				List.of(Tools.pip("schemathesis==4.32.5").resolve("schemathesis").toString(), "--config-file",
						RESOURCES.resolve("schemathesis.toml").toString(), "run", "openapi.json", "--url",
						this.mesh.gateway().toString(), "--phases", "examples,coverage,fuzzing", "--max-examples", "40",
						"--header", "Prefer: return=representation", "--continue-on-failure", "--no-color"));
		assertThat(said).contains("No issues found");
	}

}
