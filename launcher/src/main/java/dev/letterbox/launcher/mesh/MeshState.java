package dev.letterbox.launcher.mesh;

import java.util.Locale;

/**
 * The state of a mesh.
 */
public enum MeshState {

	STOPPED, STARTING, RUNNING, STOPPING;

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
