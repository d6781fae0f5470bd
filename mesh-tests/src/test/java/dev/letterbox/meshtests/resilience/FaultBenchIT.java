package dev.letterbox.meshtests.resilience;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

import dev.letterbox.meshtests.resilience.Fault.Severity;
import dev.letterbox.meshtests.resilience.FaultLoad.Kind;
import dev.letterbox.meshtests.resilience.FaultLoad.Outcome;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The short form of the fault bench: no fault breaks a promise, and requests fail only
 * where they may.
 */
@RunsOnMesh(replicas = 3)
class FaultBenchIT {

	private static final int PER_SECOND = 30;

	/** The gateway's deadline for a request, and two seconds more. */
	private static final Duration DEADLINE = Duration.ofSeconds(7);

	private final Mesh mesh;

	FaultBenchIT(Mesh mesh) {
		this.mesh = mesh;
	}

	static Stream<Fault> breaksNoPromise() {
		return Arrays.stream(Fault.values()).filter(Fault::isShort);
	}

	@ParameterizedTest
	@MethodSource
	void breaksNoPromise(Fault fault) {
		assumeThat(Mesh.ownsStore() || !fault.name().startsWith("STORE")).as("the store is the mesh's own").isTrue();
		FaultResult result = FaultResult.of(fault, this.mesh, PER_SECOND);
		System.out.println(FaultResult.HEADER + System.lineSeparator() + result.row());
		assertThat(result.violations()).isEmpty();
		assertThat(result.outcomes()).extracting(Outcome::status).isSubsetOf(Set.of(200, 503, 504)).contains(200);
		if (fault != Fault.ALL_REPLICAS_KILLED) {
			// The starts of all replicas at once leave the gateway few processors.
			assertThat(result.slowest()).isLessThan(DEADLINE);
		}
		if (fault.severity() != Severity.OUTAGE) {
			// A machine that stands still for seconds fails requests without any fault.
			long most = result.outcomes().size() / 100;
			assertThat(result.failed(Kind.KEYED_SEND)).isLessThanOrEqualTo(most);
			assertThat(result.failed(Kind.PULL)).isLessThanOrEqualTo(most);
			if (fault.severity() == Severity.NONE) {
				assertThat(result.failed(Kind.SEND)).isLessThanOrEqualTo(most);
			}
		}
	}

}
