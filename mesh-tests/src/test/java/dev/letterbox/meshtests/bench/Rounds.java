package dev.letterbox.meshtests.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.letterbox.meshtests.bench.BenchOptions.Part;
import dev.letterbox.meshtests.bench.load.Load;
import dev.letterbox.meshtests.bench.load.RequestKind;
import dev.letterbox.meshtests.bench.report.Measurement;
import dev.letterbox.meshtests.bench.report.Report;
import dev.letterbox.meshtests.bench.report.Results;
import dev.letterbox.meshtests.bench.report.Results.Figures;

/**
 * The rounds in which every load is put on every system, one system after the other, so
 * that what else the machine does disturbs all of them.
 */
final class Rounds {

	private static final Load MIXED = new Load(RequestKind.MIXED, Load.FEW);

	private final BenchOptions options;

	private final Loads loads;

	private final Results results;

	private final List<MeasuredSystem> systems = new ArrayList<>();

	private final MeasuredMesh mesh;

	Rounds(BenchOptions options, Loads loads, Results results, MeasuredMesh mesh, List<MeasuredSystem> others) {
		this.options = options;
		this.loads = loads;
		this.results = results;
		this.mesh = mesh;
		this.systems.add(mesh.system());
		this.systems.addAll(others);
	}

	void run(Optional<LastPages> pages) {
		for (int round = 1; round <= this.options.rounds(); round++) {
			Progress.say("Round %d of %d".formatted(round, this.options.rounds()));
			Load.ALL.stream().filter(this::isWanted).forEach(this::closed);
			if (this.options.runs(Part.OPEN)) {
				List.of(RequestKind.SEND, RequestKind.PULL).forEach(this::open);
			}
			pages.ifPresent((it) -> it.measure(this.mesh.system(), this.results));
			this.systems.forEach(this::memory);
		}
	}

	/** An open loop needs the maximum, and the first seconds the steady rate. */
	private boolean isWanted(Load load) {
		return this.options.runs(Part.CLOSED) || (this.options.runs(Part.OPEN) && load.isBasic())
				|| (this.options.runs(Part.FRESH) && load.equals(MIXED));
	}

	private void closed(Load load) {
		for (MeasuredSystem system : this.systems) {
			if (load.isYardstick() || !system.name().equals(Report.NGINX)) {
				add(load, system);
			}
		}
		if (load.isBasic()) {
			this.mesh.replica().ifPresent((replica) -> add(load, replica));
		}
	}

	private void add(Load load, MeasuredSystem system) {
		this.results.add(load.title(), system.name(), this.loads.closed(system, load, this.options.seconds()));
	}

	private void open(RequestKind kind) {
		for (MeasuredSystem system : this.systems) {
			if (!system.name().equals(Report.NGINX)) {
				double half = this.results.spread(new Load(kind, Load.FEW).title(), system.name(), Measurement::rate)
					.orElseThrow()
					.median() / 2;
				this.results.add(Report.openLoop(kind), system.name(),
						this.loads.open(system, kind, half, this.options.seconds()));
			}
		}
	}

	private void memory(MeasuredSystem system) {
		system.processes()
			.forEach((process) -> process.residentMiB()
				.ifPresent((mib) -> this.results.add(Figures.MEMORY, system.name() + ", " + process.name(),
						(double) mib)));
	}

}
