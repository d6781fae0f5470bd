package dev.letterbox.launcher.process;

/**
 * A readiness check of a process.
 */
@FunctionalInterface
public interface Probe {

	boolean answers();

}
