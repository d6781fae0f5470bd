package dev.letterbox.meshtests.support;

import java.util.Comparator;

import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Runs the classes that share a mesh one after the other, so that each mesh is started
 * once and no idle mesh runs beside other tests. Those with random balancing follow the
 * others on the mesh. Classes without a mesh come first, classes with their own mesh
 * last.
 */
public final class MeshOrder implements ClassOrderer {

	@Override
	public void orderClasses(ClassOrdererContext context) {
		context.getClassDescriptors().sort(Comparator.comparingInt(MeshOrder::place));
	}

	private static int place(ClassDescriptor type) {
		return type.findAnnotation(RunsOnMesh.class)
			.map((wanted) -> wanted.shared() ? 2 * wanted.replicas() + (wanted.affinity() ? 0 : 1) : Integer.MAX_VALUE)
			.orElse(0);
	}

}
