package dev.letterbox.launcher.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.letterbox.launcher.app.App;
import dev.letterbox.launcher.app.Apps;
import dev.letterbox.launcher.app.CacheMode;
import dev.letterbox.launcher.mesh.GatewayView;
import dev.letterbox.launcher.mesh.Http;
import dev.letterbox.launcher.mesh.Mesh;
import dev.letterbox.launcher.mesh.Processes;
import dev.letterbox.launcher.mesh.StoreChoice;
import dev.letterbox.launcher.options.Options;
import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.process.Fleet;
import dev.letterbox.launcher.process.Leftovers;
import dev.letterbox.launcher.process.Names;
import dev.letterbox.launcher.process.Ports;
import dev.letterbox.launcher.process.Session;
import dev.letterbox.launcher.process.StateFolder;

/**
 * Makes the AOT cache of each program: runs a mesh on free ports with an empty store,
 * sends it real requests, and ends it, upon which each JVM writes what it loaded, linked
 * and profiled. One training at a time runs in a checkout.
 */
public final class Training {

	/** Assembling a cache takes its JVM tens of seconds on a busy machine. */
	private static final Duration BOUND = Duration.ofMinutes(5);

	private static final List<String> MODULES = List.of(Processes.STORE_MODULE, Names.DISCOVERY, Names.GATEWAY,
			Names.REPLICA);

	private final StateFolder state;

	private final Apps apps;

	private final Options options;

	/**
	 * A training that has not begun.
	 * @param root the project's folder
	 * @param config the configuration to train with
	 */
	public Training(Path root, Path config, Apps apps) {
		this.state = folder(root);
		this.apps = apps;
		this.options = Options.parse(
				List.of("--replicas", "1", "--port", "0", "--discovery-port", "0", "--store-port", "0", "--store",
						"embedded", "--state", this.state.path().toString(), "--config", config.toString()),
				Map.of(), root);
	}

	/** Where the logs and the store of trainings lie. */
	static StateFolder folder(Path root) {
		return StateFolder.open(root.resolve("launcher").resolve("target").resolve("training"));
	}

	/** Whether a program has no cache yet, by the presence of the files alone. */
	static boolean isDue(Apps apps) {
		return MODULES.stream().map(apps::of).anyMatch((app) -> !app.hasCache());
	}

	/** Trains, unless every program has a usable cache or another training is at work. */
	public void run(Consumer<String> say) throws InterruptedException {
		Optional<FileLock> lock = this.state.lock();
		if (lock.isEmpty()) {
			say.accept("Another training is at work.");
			return;
		}
		try {
			List<App> all = MODULES.stream().map(this.apps::of).toList();
			if (all.stream().allMatch(App::hasUsableCache)) {
				say.accept("The AOT caches are up to date.");
				return;
			}
			clear(all, say);
			train(say);
			List<String> without = all.stream()
				.filter((app) -> !app.adoptRecorded())
				.map((app) -> app.folder().toString())
				.toList();
			if (!without.isEmpty()) {
				throw Refusal.failed("No AOT cache was written for " + String.join(", ", without) + ".");
			}
			say.accept("The AOT caches are made; the next start uses them.");
		}
		finally {
			this.state.unlock(lock.get());
		}
	}

	private void train(Consumer<String> say) throws InterruptedException {
		Fleet fleet = new Fleet(this.state, BOUND, BOUND, Session.SAME, say);
		Thread hook = new Thread(() -> {
			// Interrupted: nothing that they would write at their end is wanted.
			fleet.close();
			ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
		}, "end training");
		Runtime.getRuntime().addShutdownHook(hook);
		Http http = new Http();
		Processes processes = new Processes(this.options, this.state, this.apps, CacheMode.RECORD, new Ports(), http);
		StoreChoice store = StoreChoice.of(this.options, processes, Map.of());
		Mesh mesh = new Mesh(this.options, processes, store, fleet, new GatewayView(http));
		try {
			mesh.start(say);
			say.accept("sending requests");
			new TrainingRequests(mesh.status().gateway()).send();
		}
		finally {
			mesh.stop(say);
			Runtime.getRuntime().removeShutdownHook(hook);
		}
	}

	private void clear(List<App> all, Consumer<String> say) {
		new Leftovers(this.state).end(Duration.ZERO, say);
		this.state.logged().forEach(this.state::rotateLog);
		all.forEach(App::discardRecorded);
		try (Stream<Path> data = Files.exists(this.state.data("embedded")) ? Files.walk(this.state.data("embedded"))
				: Stream.empty()) {
			for (Path file : data.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
