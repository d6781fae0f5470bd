package dev.letterbox.standalone.mesh;

import java.util.Locale;

/**
 * What a mesh is about.
 */
enum MeshState {

	STOPPED, STARTING, RUNNING, STOPPING;

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
