package dev.letterbox.meshtests.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The tests of this class take a {@link Mesh} or its gateway's {@link Client} as a
 * parameter. These classes run one after the other; classes without a mesh run beside
 * them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MeshExtension.class)
@Execution(ExecutionMode.SAME_THREAD)
public @interface RunsOnMesh {

	/** The number of replicas of message-service. */
	int replicas() default 2;

	/** The number of gateways, of a mesh that is not shared. */
	int gateways() default 1;

	/**
	 * Whether the gateway prefers one replica for each chat, as it does by default; false
	 * for a second gateway of the same mesh that chooses replicas at random.
	 */
	boolean affinity() default true;

	/**
	 * Whether other classes use the same mesh; false for a class that kills processes.
	 */
	boolean shared() default true;

}
