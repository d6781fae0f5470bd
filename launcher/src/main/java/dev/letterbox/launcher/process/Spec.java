package dev.letterbox.launcher.process;

import java.util.List;
import java.util.Map;

/**
 * A process to run.
 *
 * @param name under which it is listed, logged and addressed
 * @param command program and arguments
 * @param environment added to the supervisor's own
 * @param port where it serves
 * @param managementPort where its health is asked for; 0 where it has none
 * @param ready whether it serves right now; answers within a second
 */
public record Spec(String name, List<String> command, Map<String, String> environment, int port, int managementPort,
		Probe ready) {

	Spec named(String other) {
		return new Spec(other, this.command, this.environment, this.port, this.managementPort, this.ready);
	}

}
