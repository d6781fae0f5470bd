package dev.letterbox.apigateway.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Serves Swagger UI and the OpenAPI description from the class path, so that both are
 * available without any replica.
 */
@Component
public class SwaggerUi {

	private static final String PAGE = "/swagger-ui";

	private static final String DESCRIPTION = "/v3/api-docs";

	/**
	 * Allows no foreign and no inline content, except the styles that Swagger UI sets on
	 * elements and the images in its style sheet.
	 */
	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; "
			+ "style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
			+ "form-action 'none'; frame-ancestors 'none'";

	private static final int CHUNK = 32 * 1024;

	private final Map<String, ClassPathResource> files;

	SwaggerUi() throws IOException {
		this.files = Map.of(PAGE, own("page.html"), PAGE + "/start.js", own("start.js"), PAGE + "/swagger-ui.css",
				library("swagger-ui.css"), PAGE + "/swagger-ui-bundle.js", library("swagger-ui-bundle.js"),
				PAGE + "/favicon-32x32.png", library("favicon-32x32.png"), DESCRIPTION, own("openapi.json"));
	}

	/**
	 * Returns whether there is a file, or the redirect, at exactly this path.
	 */
	public boolean serves(String rawPath) {
		return rawPath.equals("/") || this.files.containsKey(rawPath);
	}

	/**
	 * Writes the response to a {@code GET} or {@code HEAD} request for one of the paths.
	 */
	public Mono<Void> serve(ServerWebExchange exchange) {
		@Nullable ClassPathResource file = this.files.get(exchange.getRequest().getURI().getRawPath());
		Mono<Void> written = (file != null) ? write(file, exchange.getResponse()) : redirect(exchange.getResponse());
		// Reading from the class path blocks, so it leaves the event loop.
		return written.subscribeOn(Schedulers.boundedElastic());
	}

	private static Mono<Void> redirect(ServerHttpResponse response) {
		response.setStatusCode(HttpStatus.FOUND);
		response.getHeaders().setLocation(URI.create(PAGE));
		response.getHeaders().setContentLength(0);
		return response.setComplete();
	}

	private static Mono<Void> write(ClassPathResource file, ServerHttpResponse response) {
		return Mono.defer(() -> {
			HttpHeaders headers = response.getHeaders();
			headers.setContentType(type(file));
			headers.setContentLength(length(file));
			// A description must match the running version. The page may be an hour old.
			headers.setCacheControl(
					isDescription(file) ? CacheControl.noCache() : CacheControl.maxAge(Duration.ofHours(1)));
			headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
			headers.set("X-Content-Type-Options", "nosniff");
			headers.set("Referrer-Policy", "no-referrer");
			return response.writeWith(DataBufferUtils.read(file, response.bufferFactory(), CHUNK));
		});
	}

	private static boolean isDescription(ClassPathResource file) {
		return file.getPath().endsWith(".json");
	}

	private static MediaType type(ClassPathResource file) {
		if (isDescription(file)) {
			return MediaType.APPLICATION_JSON;
		}
		String name = file.getPath();
		if (name.endsWith(".png")) {
			return MediaType.IMAGE_PNG;
		}
		String subtype = name.endsWith(".js") ? "javascript" : name.endsWith(".css") ? "css" : "html";
		return MediaType.parseMediaType("text/" + subtype + ";charset=UTF-8");
	}

	private static long length(ClassPathResource file) {
		try {
			return file.contentLength();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ClassPathResource own(String name) {
		return new ClassPathResource("swagger-ui/" + name);
	}

	private static ClassPathResource library(String name) throws IOException {
		String version = PropertiesLoaderUtils
			.loadProperties(new ClassPathResource("META-INF/maven/org.webjars/swagger-ui/pom.properties"))
			.getProperty("version");
		return new ClassPathResource("META-INF/resources/webjars/swagger-ui/" + version + "/" + name);
	}

}
