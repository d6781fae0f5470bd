package dev.letterbox.meshtests.resilience;

import dev.letterbox.meshtests.support.Mesh;

/**
 * Injects every fault into a mesh of three replicas under a steady load, and prints a
 * table of what clients saw. Started by {@code mesh-tests/bench --faults}.
 */
final class FaultBench {

	private static final int REPLICAS = 3;

	private FaultBench() {
	}

	public static void main(String[] arguments) {
		int rounds = Integer.getInteger("rounds", 1);
		int perSecond = Integer.getInteger("rate", 60);
		System.out.println(FaultResult.HEADER);
		try (Mesh mesh = Mesh.start(REPLICAS)) {
			for (int round = 0; round < rounds; round++) {
				for (Fault fault : Fault.values()) {
					System.out.println(FaultResult.of(fault, mesh, perSecond).row());
				}
			}
		}
	}

}
