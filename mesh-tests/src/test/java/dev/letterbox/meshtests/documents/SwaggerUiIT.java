package dev.letterbox.meshtests.documents;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first steps in Swagger UI: open the page, send, pull, and send an invalid message.
 */
@RunsOnMesh
class SwaggerUiIT {

	private static final String SEND = "#operations-Messages-send ";

	private static final String PULL = "#operations-Messages-pull ";

	private static final String ANSWER = ".live-responses-table tbody ";

	private final Mesh mesh;

	private final String chat = Client.freshChat("ann", "bob");

	SwaggerUiIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void sendsPullsAndShowsARefusalInABrowser() {
		Path pictures = Project.TARGET;
		try (Browser browser = new Browser(1280, 1600)) {
			browser.open(this.mesh.gateway().resolve("/"));
			browser.click(SEND + ".opblock-summary-control");
			assertThat(browser.address()).startsWith(this.mesh.gateway() + "/swagger-ui");
			send(browser, "hi from the browser");
			browser.awaitText(SEND + ANSWER + ".response-col_status", "200");
			assertThat(browser.awaitText(SEND + ANSWER + ".response-col_description", "position"))
				.contains("hi from the browser", "preference-applied");
			browser.screenshot(pictures.resolve("swagger-ui-send.png"));

			browser.type(SEND + "textarea", Json.object("chat", this.chat, "sender", "eve", "text", "hi"));
			browser.click(SEND + ".execute");
			browser.awaitText(SEND + ANSWER + ".response-col_status", "400");
			assertThat(browser.awaitText(SEND + ANSWER + ".response-col_description", "invalid-request"))
				.contains("must be one of the chat's two members", "application/problem+json");
			browser.screenshot(pictures.resolve("swagger-ui-refusal.png"));
			browser.click(SEND + ".opblock-summary-control");

			browser.click(PULL + ".opblock-summary-control");
			browser.type(PULL + "tr[data-param-name=chat] input", this.chat);
			browser.click(PULL + ".execute");
			browser.awaitText(PULL + ANSWER + ".response-col_status", "200");
			assertThat(browser.awaitText(PULL + ANSWER + ".response-col_description", "next_cursor"))
				.contains("hi from the browser");
			browser.run("scrollTo(0, 0)");
			browser.screenshot(pictures.resolve("swagger-ui.png"));

			assertThat(browser.console()).as("the console")
				.noneMatch((line) -> line.contains("Content Security Policy"));
			assertThat(hosts(browser)).as("the hosts that the page loads from")
				.containsOnly(this.mesh.gateway().getHost());
		}
		assertThat(this.mesh.client().page(this.chat).messages()).singleElement()
			.satisfies((message) -> assertThat(message.text()).isEqualTo("hi from the browser"));
	}

	private void send(Browser browser, String text) {
		browser.type(SEND + "textarea",
				Json.object("chat", this.chat, "sender", Client.firstOf(this.chat), "text", text));
		browser.click(SEND + ".execute");
	}

	private static List<String> hosts(Browser browser) {
		JsonNode names = browser.run("return performance.getEntriesByType('resource').map((entry) => entry.name)");
		return names.valueStream()
			.map(JsonNode::stringValue)
			.filter((name) -> !name.startsWith("data:"))
			.map((name) -> URI.create(name).getHost())
			.toList();
	}

}
