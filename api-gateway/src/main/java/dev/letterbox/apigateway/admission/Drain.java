package dev.letterbox.apigateway.admission;

import dev.letterbox.apigateway.waiting.Waits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Keeps a stopping gateway serving while its clients, and what balances over several
 * gateways, learn of it: every response closes its connection, and requests that wait are
 * answered. Only then does the web server stop accepting connections, and finish the
 * requests that it has.
 */
@Component
@EnableConfigurationProperties(ShutdownSettings.class)
class Drain implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(Drain.class);

	private final ShutdownSettings settings;

	private final Waits waits;

	private volatile boolean running;

	private volatile boolean draining;

	Drain(ShutdownSettings settings, Waits waits) {
		this.settings = settings;
		this.waits = waits;
	}

	/**
	 * Closes the connection of a response, before it is committed.
	 */
	void closeIfDraining(HttpHeaders response) {
		if (this.draining) {
			response.setConnection("close");
		}
	}

	@Override
	public void start() {
		this.draining = false;
		this.waits.open();
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

}
