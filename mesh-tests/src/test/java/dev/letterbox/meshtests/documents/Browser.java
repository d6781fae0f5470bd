package dev.letterbox.meshtests.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.Tools;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * A headless Chromium with a new profile, driven over the WebDriver protocol (W3C).
 */
final class Browser implements AutoCloseable {

	private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");

	private static final String SELECT_ALL = "\uE009a\uE000";

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Program driver;

	private final String session;

	Browser(int width, int height) {
		Path folder = Program.folder("browser");
		String chromium = Tools.debian("chromium", "chromium").toString();
		this.driver = Program.start(folder, Map.of(),
				List.of(Tools.debian("chromium-driver", "chromedriver").toString(), "--port=0"));
		try {
			Matcher started = Awaitility.await("chromedriver starts")
				.atMost(PATIENCE)
				.until(() -> STARTED.matcher(this.driver.printed()), Matcher::find);
			String drivers = "http://127.0.0.1:" + started.group(1) + "/session";
			List<String> arguments = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
					"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
					"--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=" + width + "," + height,
					"--user-data-dir=" + folder.resolve("profile"));
			JsonNode opened = post(drivers,
					Map.of("capabilities",
							Map.of("alwaysMatch",
									Map.of("browserName", "chrome", "goog:chromeOptions",
											Map.of("binary", chromium, "args", arguments), "goog:loggingPrefs",
											Map.of("browser", "ALL")))));
			this.session = drivers + "/" + opened.get("sessionId").stringValue();
		}
		catch (RuntimeException | Error ex) {
			this.driver.close();
			throw ex;
		}
	}

	void open(URI address) {
		command("/url", Map.of("url", address.toString()));
	}

	String address() {
		return run("return location.href").stringValue();
	}

	/** Waits until an element is shown, and clicks it. */
	void click(String css) {
		String element = await(css);
		run("arguments[0].scrollIntoView({block: 'center'})", reference(element));
		command("/element/" + element + "/click", Map.of());
	}

	/** Replaces the content of a field. */
	void type(String css, String text) {
		command("/element/" + await(css) + "/value", Map.of("text", SELECT_ALL + text));
	}

	/** Waits until an element's text contains this, and returns the text. */
	String awaitText(String css, String part) {
		return Awaitility.await(part + " in " + css)
			.atMost(PATIENCE)
			.until(() -> run("const found = document.querySelector(arguments[0]); return found ? found.innerText : ''",
					css)
				.asString(""), (text) -> text.contains(part));
	}

	/** Runs a script in the page and returns its result. */
	JsonNode run(String script, Object... arguments) {
		return command("/execute/sync", Map.of("script", script, "args", List.of(arguments)));
	}

	/** The lines of the browser's console. */
	List<String> console() {
		return command("/se/log", Map.of("type", "browser")).findValuesAsString("message");
	}

	void screenshot(Path file) {
		try {
			Files.write(file, Base64.getDecoder().decode(get(this.session + "/screenshot").stringValue()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			exchange(HttpRequest.newBuilder(URI.create(this.session)).DELETE());
		}
		finally {
			this.driver.close();
		}
	}

	private String await(String css) {
		return Awaitility.await(css + " is there").atMost(PATIENCE).until(() -> {
			JsonNode found = command("/elements", Map.of("using", "css selector", "value", css));
			return found.isEmpty() ? "" : found.get(0).iterator().next().stringValue();
		}, (element) -> !element.isEmpty());
	}

	private static Map<String, String> reference(String element) {
		return Map.of("element-6066-11e4-a52e-4f735466cecf", element);
	}

	private JsonNode command(String path, Object body) {
		return post(this.session + path, body);
	}

	private JsonNode post(String address, Object body) {
		return exchange(HttpRequest.newBuilder(URI.create(address))
			.POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
	}

	private JsonNode get(String address) {
		return exchange(HttpRequest.newBuilder(URI.create(address)));
	}

	private JsonNode exchange(HttpRequest.Builder request) {
		Reply reply = Client.exchange(this.http, request.timeout(Duration.ofMinutes(1)).build());
		if (reply.status() != 200) {
			throw new IllegalStateException("chromedriver answered " + reply);
		}
		return reply.json().get("value");
	}

}
