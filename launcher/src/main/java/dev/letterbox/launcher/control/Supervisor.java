package dev.letterbox.launcher.control;

import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.letterbox.launcher.app.Apps;
import dev.letterbox.launcher.app.BuiltApps;
import dev.letterbox.launcher.app.CacheMode;
import dev.letterbox.launcher.mesh.Banner;
import dev.letterbox.launcher.mesh.GatewayView;
import dev.letterbox.launcher.mesh.Http;
import dev.letterbox.launcher.mesh.Mesh;
import dev.letterbox.launcher.mesh.Processes;
import dev.letterbox.launcher.mesh.Status;
import dev.letterbox.launcher.mesh.StoreChoice;
import dev.letterbox.launcher.options.Options;
import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.options.Setting;
import dev.letterbox.launcher.process.Fleet;
import dev.letterbox.launcher.process.Leftovers;
import dev.letterbox.launcher.process.Memory;
import dev.letterbox.launcher.process.Ports;
import dev.letterbox.launcher.process.Session;
import dev.letterbox.launcher.process.StateFolder;
import dev.letterbox.launcher.training.BackgroundTraining;
import org.jspecify.annotations.Nullable;

/**
 * The life cycle of one mesh: checks, start, commands while it runs, and stop.
 */
public final class Supervisor {

	/** The name of the log of a supervisor in the background. */
	public static final String LOG = "supervisor";

	private final ReentrantLock oneCommand = new ReentrantLock();

	private final AtomicBoolean stopAsked = new AtomicBoolean();

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final Options options;

	private final Progress progress;

	private final StoreChoice store;

	private final Mesh mesh;

	private volatile @Nullable BackgroundTraining training;

	private Supervisor(Options options, StateFolder state, Apps apps, Map<String, String> environment,
			Progress progress) {
		this.options = options;
		this.progress = progress;
		Ports.checkLocal(options.address());
		options.checkConfig();
		Http http = new Http();
		Processes processes = new Processes(options, state, apps, CacheMode.USE, new Ports(), http);
		this.store = StoreChoice.of(options, processes, environment);
		Memory.check(heaps(), Memory.availableMiB());
		Fleet fleet = new Fleet(state, options.seconds(Setting.START_TIMEOUT), options.seconds(Setting.STOP_TIMEOUT),
				Session.OWN, progress::say);
		this.mesh = new Mesh(options, processes, this.store, fleet, new GatewayView(http));
	}

	/**
	 * Runs a mesh until it is told to stop.
	 * @param ready called when it serves
	 */
	public static void run(Options options, StateFolder state, Path root, Map<String, String> environment,
			Progress progress, Consumer<Supervisor> ready) throws InterruptedException {
		FileLock lock = state.lock()
			.orElseThrow(() -> Refusal.failed(
					"Letterbox already runs from " + state.path() + "; ./run status shows it, ./run stop ends it."));
		try (BuiltApps apps = new BuiltApps(root)) {
			new Leftovers(state).end(options.seconds(Setting.STOP_TIMEOUT), progress::say);
			state.logged().stream().filter((name) -> !name.equals(LOG)).forEach(state::rotateLog);
			new Supervisor(options, state, apps, environment, progress).serve(state, ready,
					() -> BackgroundTraining.startIfDue(root, options.config(), apps));
		}
		finally {
			state.unlock(lock);
		}
	}

	private void serve(StateFolder state, Consumer<Supervisor> ready, Supplier<BackgroundTraining> trainer)
			throws InterruptedException {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(this.progress::say), "stop"));
		ControlServer control = ControlServer.start(state, this::handle);
		try {
			start();
			ready.accept(this);
			if (this.options.training()) {
				this.training = trainer.get();
			}
			if (this.stopAsked.get()) {
				endTraining();
			}
			this.stopped.await();
		}
		finally {
			stop(this.progress::say);
			control.close();
			state.deleteControl();
		}
	}

	/** What is shown once the mesh serves. */
	public String banner(String logs, String ending, boolean colour) {
		String title = "Letterbox is ready after %.1f s: %s on %s."
			.formatted(this.progress.elapsed().toMillis() / 1000.0, replicas(), this.store.description());
		return Banner.of(this.mesh.status(), title, logs, ending, colour);
	}

	private void start() {
		this.oneCommand.lock();
		try {
			this.progress.say("starting %s on %s".formatted(replicas(), this.store.description()));
			this.mesh.start(this.progress::say);
		}
		finally {
			this.oneCommand.unlock();
		}
	}

	private void handle(List<String> words, Consumer<String> say) {
		String argument = (words.size() > 1) ? words.get(1) : "";
		switch (words.getFirst()) {
			case "status" -> say.accept(this.mesh.status().text(Status.Format.valueOf(argument)));
			case "stop" -> stop(say);
			case "scale" ->
				alone(() -> this.mesh.scale(Setting.REPLICAS.parse("The number of replicas", argument), say));
			case "restart" -> alone(() -> this.mesh.restart(argument.isEmpty() ? null : argument, say));
			default -> throw Refusal.misused("The running mesh has no command \"" + words.getFirst() + "\".");
		}
	}

	private void alone(Runnable command) {
		if (!this.oneCommand.tryLock()) {
			throw Refusal.failed("Another command is still running; try again when it has finished.");
		}
		try {
			command.run();
		}
		finally {
			this.oneCommand.unlock();
		}
	}

	/** Stops the mesh, or waits until another caller has. */
	private void stop(Consumer<String> say) {
		if (this.stopAsked.compareAndSet(false, true)) {
			Duration begin = this.progress.elapsed();
			try {
				endTraining();
				this.mesh.stop(say);
				say.accept("stopped after %.1f s; the data stays"
					.formatted(this.progress.elapsed().minus(begin).toMillis() / 1000.0));
			}
			finally {
				this.stopped.countDown();
			}
		}
		try {
			this.stopped.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void endTraining() {
		BackgroundTraining current = this.training;
		if (current != null) {
			current.close();
		}
	}

	private String replicas() {
		int replicas = this.options.number(Setting.REPLICAS);
		return replicas + ((replicas == 1) ? " replica" : " replicas");
	}

	private long heaps() {
		long heaps = this.options.number(Setting.DISCOVERY_MEMORY)
				+ (long) this.options.number(Setting.GATEWAYS) * this.options.number(Setting.GATEWAY_MEMORY)
				+ (long) this.options.number(Setting.REPLICAS) * this.options.number(Setting.REPLICA_MEMORY);
		return (this.store.process() != null) ? heaps + this.options.number(Setting.STORE_MEMORY) : heaps;
	}

}
