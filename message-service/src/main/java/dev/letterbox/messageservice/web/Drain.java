package dev.letterbox.messageservice.web;

import java.io.IOException;

import dev.letterbox.messageservice.message.wait.Waits;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Keeps a stopping replica serving for as long as a gateway may still send it requests.
 * The registry is told first, when the context begins to close; this runs next, and only
 * then does the web server stop taking requests and finish those it has. Requests that
 * wait are answered at once, and come again through another replica.
 */
@Component
class Drain implements Filter, SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(Drain.class);

	private final ShutdownSettings settings;

	private final Waits waits;

	private volatile boolean running;

	private volatile boolean draining;

	Drain(ShutdownSettings settings, Waits waits) {
		this.settings = settings;
		this.waits = waits;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		closeIfDraining(response);
		chain.doFilter(request, response);
		// A request may have waited; a committed response ignores the header.
		closeIfDraining(response);
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.draining = true;
		this.waits.drain();
		log.info("draining for {} ms", this.settings.drain().toMillis());
		try {
			Thread.sleep(this.settings.drain());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	private void closeIfDraining(ServletResponse response) {
		if (this.draining) {
			((HttpServletResponse) response).setHeader(HttpHeaders.CONNECTION, "close");
		}
	}

}
