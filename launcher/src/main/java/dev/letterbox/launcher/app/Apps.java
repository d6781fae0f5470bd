package dev.letterbox.launcher.app;

/**
 * Where the programs of a mesh come from.
 */
@FunctionalInterface
public interface Apps {

	/** The program of a module, unpacked. */
	App of(String module);

}
