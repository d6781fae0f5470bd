package dev.letterbox.standalone.mesh;

/**
 * A question a process answers once it serves.
 */
@FunctionalInterface
interface Probe {

	boolean answers();

}
