package dev.letterbox.meshtests.deployment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * The images can be built from the sources. This takes minutes beside other tests;
 * {@link ContainersIT} then finds them in the engine's build cache.
 */
@ExtendWith(ContainersIT.NeedsEngine.class)
class ContainerImagesIT {

	@Test
	void areBuiltFromTheSources() {
		try (Containers containers = new Containers()) {
			assertThatNoException().isThrownBy(containers::build);
		}
	}

}
