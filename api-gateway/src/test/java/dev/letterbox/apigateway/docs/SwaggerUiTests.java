package dev.letterbox.apigateway.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import dev.letterbox.apigateway.StubReplica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Swagger UI and the description of the API, which need no replica.
 */
class SwaggerUiTests extends GatewayFixture {

	@ParameterizedTest
	@CsvSource({ "/swagger-ui, text/html, </html>", "/swagger-ui/start.js, text/javascript, v3/api-docs",
			"/swagger-ui/swagger-ui.css, text/css, .swagger-ui",
			"/swagger-ui/swagger-ui-bundle.js, text/javascript, SwaggerUIBundle",
			"/swagger-ui/favicon-32x32.png, image/png, PNG" })
	void servesTheFilesOfThePage(String target, String type, String part) throws IOException {
		RawConnection.Response file = ask("GET", target);
		assertThat(file.status()).isEqualTo(200);
		assertThat(file.headers().get("Content-Type")).startsWith(type);
		assertThat(file.headers().get("Content-Security-Policy")).contains("default-src 'none'", "script-src 'self';");
		assertThat(file.headers()).containsEntry("X-Content-Type-Options", "nosniff");
		assertThat(file.body()).contains(part);
		RawConnection.Response head = ask("HEAD", target);
		assertThat(head.status()).isEqualTo(200);
		assertThat(head.headers()).containsEntry("Content-Length", file.headers().get("Content-Length"));
		assertThat(head.body()).isEmpty();
	}

	@Test
	void servesTheDescriptionWithoutAnyReplica() throws IOException {
		String description = Files.readString(Path.of("../docs/openapi.json"));
		assertThat(this.registry.up).isEmpty();
		RawConnection.Response file = ask("GET", "/v3/api-docs");
		assertThat(file.status()).isEqualTo(200);
		assertThat(file.body()).isEqualTo(description);
		assertThat(file.headers()).containsEntry("Content-Type", "application/json")
			.containsEntry("Cache-Control", "no-cache")
			.containsEntry("X-Content-Type-Options", "nosniff")
			.containsKey("X-Request-Id");
		RawConnection.Response head = ask("HEAD", "/v3/api-docs");
		assertThat(head.headers()).containsEntry("Content-Length", file.headers().get("Content-Length"))
			.containsEntry("Content-Type", "application/json");
	}

	@Test
	void asksNoReplicaForTheDescription() throws IOException {
		StubReplica replica = replica();
		assertThat(ask("GET", "/v3/api-docs").status()).isEqualTo(200);
		assertThat(replica.seen()).isEmpty();
	}

	@Test
	void redirectsFromTheRootToThePage() throws IOException {
		for (String method : List.of("GET", "HEAD")) {
			RawConnection.Response root = ask(method, "/");
			assertThat(root.status()).isEqualTo(302);
			assertThat(root.headers()).containsEntry("Location", "/swagger-ui");
		}
	}

	@Test
	void refersToNoOtherHost() throws IOException {
		Pattern elsewhere = Pattern.compile("(src|href|url)\\W+(https?:)?//");
		for (String target : List.of("/swagger-ui", "/swagger-ui/start.js")) {
			assertThat(ask("GET", target).body()).doesNotContainPattern(elsewhere);
		}
	}

	@Test
	void answersPipelinedRequestsInOrder() throws IOException {
		replica();
		try (RawConnection connection = new RawConnection(this.port)) {
			for (int i = 0; i < 20; i++) {
				connection.send(head("GET", "/swagger-ui/swagger-ui.css", "") + head("GET", "/", "")
						+ head("GET", "/ping", ""));
				assertThat(connection.receive().body()).contains(".swagger-ui");
				assertThat(connection.receive().status()).isEqualTo(302);
				assertThat(connection.receive().status()).isEqualTo(200);
			}
		}
	}

}
