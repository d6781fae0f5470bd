package dev.letterbox.meshtests.support;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Injects the mesh of a test class and prints its logs if a test fails. At most one mesh
 * of the extension runs at a time.
 */
class MeshExtension implements ParameterResolver, TestExecutionExceptionHandler {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(MeshExtension.class);

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		Class<?> type = parameter.getParameter().getType();
		return type == Mesh.class || type == Client.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		Mesh mesh = mesh(context);
		return (parameter.getParameter().getType() == Mesh.class) ? mesh : mesh.client();
	}

	@Override
	public void handleTestExecutionException(ExtensionContext context, Throwable throwable) throws Throwable {
		mesh(context).printLogs();
		throw throwable;
	}

	private static Mesh mesh(ExtensionContext context) {
		Class<?> type = context.getRequiredTestClass();
		RunsOnMesh wanted = type.getAnnotation(RunsOnMesh.class);
		if (wanted == null) {
			throw new IllegalStateException(type + " lacks @RunsOnMesh");
		}
		SharedMesh sharedMesh = context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(SharedMesh.class, (any) -> new SharedMesh(), SharedMesh.class);
		if (wanted.shared()) {
			return sharedMesh.get(wanted.replicas(), wanted.affinity());
		}
		sharedMesh.close();
		// The store of a class closes its mesh when the class ends.
		return classOf(context).getStore(NAMESPACE)
			.computeIfAbsent(type, (any) -> Mesh.start(wanted.replicas(), Map.of(SecondGateway.AFFINITY,
					String.valueOf(wanted.affinity()), "LETTERBOX_GATEWAYS", String.valueOf(wanted.gateways()))),
					Mesh.class);
	}

	private static ExtensionContext classOf(ExtensionContext context) {
		ExtensionContext found = context;
		while (found.getTestMethod().isPresent()) {
			found = found.getParent().orElseThrow();
		}
		return found;
	}

	/** The mesh of the classes that share one; starting another one closes it. */
	private static final class SharedMesh implements AutoCloseable {

		private @Nullable Mesh mesh;

		private @Nullable SecondGateway randomGateway;

		private @Nullable AssertionError failure;

		private int replicas;

		synchronized Mesh get(int wanted, boolean affinity) {
			Mesh running = get(wanted);
			if (affinity) {
				return running;
			}
			if (this.randomGateway == null) {
				this.randomGateway = SecondGateway.balancingAtRandom(running);
			}
			return running.through(this.randomGateway);
		}

		private Mesh get(int wanted) {
			if (this.failure != null && this.replicas == wanted) {
				throw this.failure;
			}
			if (this.mesh == null || this.replicas != wanted) {
				close();
				this.replicas = wanted;
				this.mesh = start(wanted);
			}
			return this.mesh;
		}

		private Mesh start(int wanted) {
			try {
				return Mesh.start(wanted);
			}
			catch (AssertionError ex) {
				// Not tried again for every test.
				this.failure = ex;
				throw ex;
			}
		}

		@Override
		public synchronized void close() {
			this.failure = null;
			if (this.randomGateway != null) {
				this.randomGateway.close();
				this.randomGateway = null;
			}
			if (this.mesh != null) {
				this.mesh.close();
				this.mesh = null;
			}
		}

	}

}
