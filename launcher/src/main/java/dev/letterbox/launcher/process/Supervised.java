package dev.letterbox.launcher.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * One process of the mesh: started, watched, started again with a growing delay when it
 * dies, and stopped.
 */
public final class Supervised {

	/** The standard input of every process. */
	public static final File NOTHING = new File("/dev/null");

	private final StateFolder state;

	private final ScheduledExecutorService scheduler;

	private final Session session;

	private final InstantSource clock;

	private final Consumer<String> notices;

	private final String log;

	private final RestartDelay delay = new RestartDelay();

	private Spec spec;

	private @Nullable Process process;

	private @Nullable ScheduledFuture<?> restart;

	private Instant started = Instant.EPOCH;

	private int deaths;

	private boolean served;

	private boolean stopping;

	/**
	 * A process that has not been started yet.
	 * @param spec the process to run
	 * @param log the name of its log, which it shares with the process it replaces
	 */
	Supervised(Spec spec, String log, StateFolder state, Session session, ScheduledExecutorService scheduler,
			InstantSource clock, Consumer<String> notices) {
		this.spec = spec;
		this.log = log;
		this.state = state;
		this.session = session;
		this.scheduler = scheduler;
		this.clock = clock;
		this.notices = notices;
	}

	/** What runs. */
	public synchronized Spec spec() {
		return this.spec;
	}

	/** The name under which it is listed. */
	public String name() {
		return spec().name();
	}

	String log() {
		return this.log;
	}

	/** How often it has died by itself. */
	synchronized int deaths() {
		return this.deaths;
	}

	/** The live process's id. */
	synchronized Optional<Long> pid() {
		Process current = this.process;
		return (current != null && current.isAlive()) ? Optional.of(current.pid()) : Optional.empty();
	}

	synchronized Duration uptime() {
		return pid().isPresent() ? Duration.between(this.started, this.clock.instant()) : Duration.ZERO;
	}

	synchronized void start() {
		if (this.stopping) {
			return;
		}
		ProcessBuilder builder = new ProcessBuilder(this.session.command(this.spec.command()))
			.directory(this.state.path().toFile())
			.redirectInput(Redirect.from(NOTHING))
			.redirectErrorStream(true)
			.redirectOutput(Redirect.appendTo(this.state.log(this.log).toFile()));
		builder.environment().putAll(this.spec.environment());
		try {
			Process current = builder.start();
			this.process = current;
			this.started = this.clock.instant();
			this.served = false;
			this.state.writePid(this.spec.name(), current.pid());
			var _ = current.onExit().thenAccept(this::ended);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Checks whether it serves. */
	boolean ready() {
		boolean answers = pid().isPresent() && spec().ready().answers();
		synchronized (this) {
			this.served |= answers;
		}
		return answers;
	}

	/** Its state in one word; checks its readiness. */
	String condition() {
		boolean answers = ready();
		synchronized (this) {
			if (this.stopping) {
				return "stopping";
			}
			if (pid().isEmpty()) {
				return "restarting";
			}
			if (answers) {
				return "up";
			}
			return this.served ? "unready" : "starting";
		}
	}

	/** Takes over the name of the process it replaces. */
	public synchronized void rename(String name) {
		this.state.renamePid(this.spec.name(), name);
		this.spec = this.spec.named(name);
	}

	/** Asks it to end and waits; past the bound it is killed, and a notice says so. */
	void stop(Duration bound) {
		Process current;
		synchronized (this) {
			this.stopping = true;
			current = this.process;
			if (this.restart != null) {
				this.restart.cancel(false);
			}
		}
		if (current != null) {
			end(current, bound);
			this.state.deletePid(name());
		}
	}

	private void end(Process current, Duration bound) {
		current.destroy();
		try {
			if (!current.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
				this.notices.accept("%s had not ended %d s after it was asked to, and was killed.".formatted(name(),
						bound.toSeconds()));
				current.destroyForcibly().waitFor();
			}
		}
		catch (InterruptedException ex) {
			current.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	private synchronized void ended(Process dead) {
		if (this.stopping || !dead.equals(this.process)) {
			return;
		}
		this.deaths++;
		Duration pause = this.delay.after(Duration.between(this.started, this.clock.instant()));
		this.notices.accept("%s (pid %d) ended with exit code %d; it starts again in %.1f s."
			.formatted(this.spec.name(), dead.pid(), dead.exitValue(), pause.toMillis() / 1000.0));
		this.restart = this.scheduler.schedule(this::start, pause.toMillis(), TimeUnit.MILLISECONDS);
	}

}
