package dev.letterbox.meshtests.bench;

import java.util.ArrayList;
import java.util.List;

import dev.letterbox.meshtests.bench.load.Load;
import dev.letterbox.meshtests.bench.report.Report;
import dev.letterbox.meshtests.bench.report.Results;
import dev.letterbox.meshtests.support.Mesh;

/**
 * Compares a mesh of one replica with a mesh of four: both run at once, and are measured
 * by turns.
 */
final class Replicas {

	private static final List<Integer> NUMBERS = List.of(1, 4);

	private final BenchOptions options;

	private final Loads loads;

	private final Results results;

	Replicas(BenchOptions options, Loads loads, Results results) {
		this.options = options;
		this.loads = loads;
		this.results = results;
	}

	void run() {
		List<Mesh> meshes = new ArrayList<>();
		try {
			List<MeasuredSystem> systems = new ArrayList<>();
			for (int replicas : NUMBERS) {
				Progress.say("Starting a mesh of " + replicas);
				meshes.add(Mesh.start(replicas));
				MeasuredSystem system = MeasuredMesh.of(meshes.getLast().status()).system();
				this.loads.fill(system);
				this.loads.warmUp(system, this.options.warmUp());
				systems.add(system);
			}
			for (int round = 1; round <= this.options.rounds(); round++) {
				Load.ALL.stream().filter(Load::isBasic).forEach((load) -> measure(load, systems));
			}
		}
		finally {
			meshes.forEach(Mesh::close);
		}
	}

	private void measure(Load load, List<MeasuredSystem> systems) {
		for (int i = 0; i < systems.size(); i++) {
			this.results.add(Report.comparison(load, Report.MESHES.get(i)), Report.LETTERBOX,
					this.loads.closed(systems.get(i), load, this.options.seconds()));
		}
	}

}
