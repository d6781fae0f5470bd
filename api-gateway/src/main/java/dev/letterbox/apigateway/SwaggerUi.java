package dev.letterbox.apigateway;

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
 * The page that shows the API and tries it out, and the description that it shows: a few
 * files, served by the gateway itself and asked for only where an address is none that
 * replicas answer. So they are there while no replica is.
 */
@Component
class SwaggerUi {

	private static final String PAGE = "/swagger-ui";

	private static final String DESCRIPTION = "/v3/api-docs";

	/**
	 * Nothing from elsewhere and nothing inline; only the styles that the library sets on
	 * elements, and the pictures in its style sheet.
	 */
	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; "
			+ "style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
			+ "form-action 'none'; frame-ancestors 'none'";

	private static final int CHUNK = 32 * 1024;

	private final Map<String, ClassPathResource> files;

	private final ProblemWriter problems;

	SwaggerUi(ProblemWriter problems) throws IOException {
		this.problems = problems;
		this.files = Map.of(PAGE, own("page.html"), PAGE + "/start.js", own("start.js"), PAGE + "/swagger-ui.css",
				library("swagger-ui.css"), PAGE + "/swagger-ui-bundle.js", library("swagger-ui-bundle.js"),
				PAGE + "/favicon-32x32.png", library("favicon-32x32.png"), DESCRIPTION, own("openapi.json"));
	}

	/**
	 * Whether something is here, at exactly this path.
	 */
	boolean isAt(String rawPath) {
		return rawPath.equals("/") || this.files.containsKey(rawPath);
	}

	Mono<Void> answer(ServerWebExchange exchange) {
		if (!ApiRoutes.READ.contains(exchange.getRequest().getMethod())) {
			return this.problems.writeMethodNotAllowed(exchange, ApiRoutes.READ);
		}
		@Nullable ClassPathResource file = this.files.get(exchange.getRequest().getURI().getRawPath());
		Mono<Void> written = (file != null) ? write(file, exchange.getResponse()) : lead(exchange.getResponse());
		// Files are read off the event loop.
		return written.subscribeOn(Schedulers.boundedElastic());
	}

	private static Mono<Void> lead(ServerHttpResponse response) {
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
			// The page of an hour ago is good enough, a description of an older API is
			// not.
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
