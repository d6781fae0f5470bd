package dev.letterbox.meshtests.resilience;

import dev.letterbox.meshtests.support.Mesh;

/**
 * Injects every fault of the short or of the long form into a mesh of three replicas
 * under a steady load, and prints a table of what clients saw. Started by
 * {@code mesh-tests/bench --faults} and {@code --all-faults}.
 */
final class FaultBench {

	private static final int REPLICAS = 3;

	private FaultBench() {
	}

	public static void main(String[] arguments) {
		int rounds = Integer.getInteger("rounds", 1);
		int perSecond = Integer.getInteger("rate", 60);
		boolean all = Boolean.getBoolean("all");
		PeakMemory memory = new PeakMemory();
		System.out.println(FaultResult.HEADER);
		try (Mesh mesh = Mesh.start(REPLICAS)) {
			for (int round = 0; round < rounds; round++) {
				for (Fault fault : Fault.values()) {
					if (all || fault.isShort()) {
						System.out.println(FaultResult.of(fault, mesh, perSecond).row());
						memory.sample(mesh);
					}
				}
			}
		}
		System.out.println();
		System.out.print(memory);
	}

}
