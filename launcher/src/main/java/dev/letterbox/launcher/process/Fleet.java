package dev.letterbox.launcher.process;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.letterbox.launcher.options.Refusal;

/**
 * The processes of a mesh: starts, ends and waits for several of them.
 */
public final class Fleet {

	private static final Duration POLL = Duration.ofMillis(50);

	private static final int LOG_LINES = 12;

	private final List<Supervised> all = new CopyOnWriteArrayList<>();

	private final ScheduledExecutorService scheduler = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("restarts").factory());

	private final InstantSource clock = InstantSource.system();

	private final StateFolder state;

	private final Session session;

	private final Duration startBound;

	private final Duration stopBound;

	private final Consumer<String> notices;

	private boolean closed;

	public Fleet(StateFolder state, Duration startBound, Duration stopBound, Session session,
			Consumer<String> notices) {
		this.state = state;
		this.session = session;
		this.startBound = startBound;
		this.stopBound = stopBound;
		this.notices = notices;
	}

	/** Starts a process that logs under its own name. */
	public Supervised launch(Spec spec) {
		return launch(spec, spec.name());
	}

	/** Starts a process that logs under the given name. */
	public synchronized Supervised launch(Spec spec, String log) {
		checkOpen();
		Supervised process = new Supervised(spec, log, this.state, this.session, this.scheduler, this.clock,
				this.notices);
		this.all.add(process);
		process.start();
		return process;
	}

	/** Starts nothing more; pending waits fail. */
	public synchronized void close() {
		this.closed = true;
		this.scheduler.shutdownNow();
	}

	/** Ends processes at the same time, and returns when they have ended. */
	public void end(List<Supervised> processes, Consumer<String> say) {
		inParallel(processes, (process) -> {
			say.accept("stopping " + process.name());
			process.stop(this.stopBound);
			return process;
		});
		this.all.removeAll(processes);
	}

	/** Waits until all of them serve; one that ends meanwhile is a failure. */
	public void awaitReady(List<Supervised> processes, Consumer<String> say) {
		List<Supervised> pending = new ArrayList<>(processes);
		await(() -> "%s was not ready within %d s; the end of %s:%n%s".formatted(pending.getFirst().name(),
				this.startBound.toSeconds(), logFile(pending.getFirst()), logTail(pending.getFirst())), () -> {
					for (Supervised process : List.copyOf(pending)) {
						if (process.deaths() > 0) {
							throw Refusal.failed("%s ended while it was starting; the end of %s:%n%s"
								.formatted(process.name(), logFile(process), logTail(process)));
						}
						if (process.ready()) {
							pending.remove(process);
							say.accept("%s is ready on port %d".formatted(process.name(), process.spec().port()));
						}
					}
					return pending.isEmpty();
				});
	}

	/** Waits for a state, with the bound of a start. */
	public void await(Supplier<String> failure, BooleanSupplier reached) {
		Instant deadline = this.clock.instant().plus(this.startBound);
		while (!reached.getAsBoolean()) {
			checkOpen();
			if (this.clock.instant().isAfter(deadline)) {
				throw Refusal.failed(failure.get());
			}
			try {
				Thread.sleep(POLL);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw Refusal.failed("Interrupted.");
			}
		}
	}

	/** Those whose name is as wanted, in the order of their names' numbers. */
	public List<Supervised> named(Predicate<String> wanted) {
		return this.all.stream()
			.filter((process) -> wanted.test(process.name()))
			.sorted(Comparator.comparing(Supervised::name, Names.ORDER))
			.toList();
	}

	/** A row for each process, asked all at once. */
	public List<Row> rows() {
		return inParallel(named((name) -> true), Row::of);
	}

	private static <R> List<R> inParallel(List<Supervised> processes, Question<R> question) {
		List<Future<R>> answers = new ArrayList<>();
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			processes.forEach((process) -> answers.add(executor.submit(() -> question.ask(process))));
		}
		return answers.stream().map(Future::resultNow).toList();
	}

	private synchronized void checkOpen() {
		if (this.closed) {
			throw Refusal.failed("The mesh is being stopped.");
		}
	}

	private String logFile(Supervised process) {
		return this.state.log(process.log()).toString();
	}

	private String logTail(Supervised process) {
		return String.join(System.lineSeparator(), this.state.logTail(process.log(), LOG_LINES));
	}

	/**
	 * A query sent to several processes at once.
	 */
	@FunctionalInterface
	private interface Question<R> {

		R ask(Supervised process);

	}

}
