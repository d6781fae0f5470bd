package dev.letterbox.launcher.process;

/**
 * A question a process answers once it serves.
 */
@FunctionalInterface
public interface Probe {

	boolean answers();

}
