package dev.letterbox.launcher.mesh;

import java.util.Locale;

/**
 * What a mesh is about.
 */
public enum MeshState {

	STOPPED, STARTING, RUNNING, STOPPING;

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
