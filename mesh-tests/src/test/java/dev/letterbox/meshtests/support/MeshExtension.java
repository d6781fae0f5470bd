package dev.letterbox.meshtests.support;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Injects the mesh of a test class and prints its logs if a test fails.
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
		Object key = wanted.shared() ? wanted.replicas() : type;
		// The root's store lives as long as the run, a class's as long as the class.
		ExtensionContext owner = wanted.shared() ? context.getRoot() : classOf(context);
		return owner.getStore(NAMESPACE).computeIfAbsent(key, (any) -> Mesh.start(wanted.replicas()), Mesh.class);
	}

	private static ExtensionContext classOf(ExtensionContext context) {
		ExtensionContext found = context;
		while (found.getTestMethod().isPresent()) {
			found = found.getParent().orElseThrow();
		}
		return found;
	}

}
