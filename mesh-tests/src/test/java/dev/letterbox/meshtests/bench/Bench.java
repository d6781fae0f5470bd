package dev.letterbox.meshtests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import dev.letterbox.meshtests.bench.BenchOptions.Part;
import dev.letterbox.meshtests.bench.load.Load;
import dev.letterbox.meshtests.bench.load.RequestKind;
import dev.letterbox.meshtests.bench.load.Workload;
import dev.letterbox.meshtests.bench.process.ServerProcesses;
import dev.letterbox.meshtests.bench.process.WatchedProcess;
import dev.letterbox.meshtests.bench.report.Goals;
import dev.letterbox.meshtests.bench.report.Machine;
import dev.letterbox.meshtests.bench.report.Measurement;
import dev.letterbox.meshtests.bench.report.Report;
import dev.letterbox.meshtests.bench.report.Results;
import dev.letterbox.meshtests.bench.report.Results.Figures;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;

/**
 * Measures Letterbox, nginx's fixed answer and a peer in the same rounds and writes a
 * report. Started by {@code mesh-tests/bench}; needs wrk.
 */
final class Bench {

	private static final Load MIXED = new Load(RequestKind.MIXED, Load.FEW);

	private static final long SAMPLE_NANOS = 200_000_000;

	private final BenchOptions options;

	private final Loads loads;

	private final Results results = new Results();

	private final List<MeasuredSystem> others = new ArrayList<>();

	private final Map<String, String> head = new LinkedHashMap<>();

	private Bench(BenchOptions options) {
		this.options = options;
		// Chats of their own: a peer or a running mesh may have those of earlier runs.
		this.loads = new Loads(new Workload("bench-" + Long.toString(System.currentTimeMillis(), 36), options.chats(),
				options.messages(), options.byBody()));
	}

	public static void main(String[] arguments) {
		System.out.println(run(BenchOptions.fromProperties()));
	}

	/** Measures, and writes and returns the report. */
	static String run(BenchOptions options) {
		return new Bench(options).run();
	}

	private String run() {
		this.head.putAll(Machine.described(this.options.nginx()));
		this.head.put("measured",
				"%d rounds of %d s, after %d s of load; %,d chats of %,d messages; pulls by %s".formatted(
						this.options.rounds(), this.options.seconds(), this.options.warmUp(), this.options.chats(),
						this.options.messages(), this.options.byBody() ? "body" : "query string"));
		Optional<Nginx> nginx = this.options.nginx().map(Nginx::start);
		try {
			this.options.peer().ifPresent(this::peer);
			nginx.map(Nginx::system).ifPresent(this.others::add);
			this.options.url().ifPresentOrElse(this::measureRunning, this::measureOwn);
		}
		finally {
			nginx.ifPresent(Nginx::close);
		}
		if (this.options.runs(Part.REPLICAS)) {
			new Replicas(this.options, this.loads, this.results).run();
		}
		return written(Report.of(this.head, this.results));
	}

	private void peer(URI address) {
		MeasuredSystem unknown = new MeasuredSystem(Report.PEER, address, List.of());
		this.loads.fill(unknown);
		Set<WatchedProcess> processes = new LinkedHashSet<>(this.options.peerProcesses());
		CompletableFuture<Void> load = CompletableFuture
			.runAsync(() -> this.loads.warmUp(unknown, this.options.warmUp()));
		// Under load, since a server may open its own connections for each request.
		while (!load.isDone() && this.options.peerProcesses().isEmpty()) {
			processes.addAll(ServerProcesses.at(address.getPort()));
			LockSupport.parkNanos(SAMPLE_NANOS);
		}
		load.join();
		Progress.say("The processes of the peer: " + processes + "; --peer-pids names others");
		this.others.add(new MeasuredSystem(Report.PEER, address, List.copyOf(processes)));
	}

	private void measureRunning(URI url) {
		MeasuredMesh mesh = MeasuredMesh.running(url, this.options.state());
		this.loads.fill(mesh.system());
		Optional<LastPages> pages = this.options.runs(Part.PAGES)
				? mesh.store().map((store) -> pages(mesh.system(), store)) : Optional.empty();
		measure(mesh, pages);
	}

	private void measureOwn() {
		Progress.say("Starting a mesh of " + this.options.replicas());
		try (Mesh own = Mesh.start(this.options.replicas())) {
			MeasuredMesh first = MeasuredMesh.of(own.status());
			this.loads.fill(first.system());
			Optional<LastPages> pages = this.options.runs(Part.PAGES)
					? first.store().map((store) -> pages(first.system(), store)) : Optional.empty();
			List<Double> fresh = new ArrayList<>();
			if (this.options.runs(Part.FRESH)) {
				for (int start = 1; start <= this.options.starts(); start++) {
					fresh.add(fresh(own));
				}
			}
			measure(MeasuredMesh.of(own.status()), pages);
			this.results.spread(MIXED.title(), Report.LETTERBOX, Measurement::rate)
				.ifPresent((steady) -> fresh
					.forEach((rate) -> this.results.add(Figures.START, Goals.FIRST_SECONDS, rate / steady.median())));
		}
	}

	private LastPages pages(MeasuredSystem gateway, String store) {
		LastPages pages = new LastPages(this.options);
		pages.fill(new Client(gateway.base()), store);
		return pages;
	}

	/** The rate of the first seconds after {@code ./run} returns, on filled chats. */
	private double fresh(Mesh mesh) {
		mesh.stop();
		long begun = System.nanoTime();
		mesh.up(this.options.replicas());
		double seconds = (System.nanoTime() - begun) / 1e9;
		double rate = this.loads
			.closed(new MeasuredSystem("a fresh mesh", mesh.gateway(), List.of()), MIXED, this.options.fresh())
			.rate();
		this.results.add(Figures.START, "seconds until ./run returns", seconds);
		this.results.add(Figures.START, "%s per second, first %d s".formatted(MIXED.title(), this.options.fresh()),
				rate);
		return rate;
	}

	private void measure(MeasuredMesh mesh, Optional<LastPages> pages) {
		this.loads.warmUp(mesh.system(), this.options.warmUp());
		new Rounds(this.options, this.loads, this.results, mesh, this.others).run(pages);
	}

	private String written(String report) {
		try {
			Files.createDirectories(this.options.report().toAbsolutePath().getParent());
			Files.writeString(this.options.report(), report);
			Progress.say("Written: " + this.options.report());
			return report;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
