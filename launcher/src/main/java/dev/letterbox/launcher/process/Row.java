package dev.letterbox.launcher.process;

import java.time.Duration;
import java.util.Optional;

/**
 * What status says of one process.
 *
 * @param name its name
 * @param pid its process id, while it lives
 * @param port where it serves
 * @param managementPort where its health is asked for; 0 where it has none
 * @param state starting, up, unready, restarting or stopping
 * @param uptime since its last start
 * @param memoryMiB its resident memory, where the system tells
 */
public record Row(String name, Optional<Long> pid, int port, int managementPort, String state, Duration uptime,
		Optional<Long> memoryMiB) {

	/** Whether the process serves. */
	public boolean isUp() {
		return this.state.equals("up");
	}

	/** Asks a process, which may take a second. */
	static Row of(Supervised process) {
		Spec spec = process.spec();
		String state = process.condition();
		Optional<Long> pid = process.pid();
		return new Row(spec.name(), pid, spec.port(), spec.managementPort(), state, process.uptime(),
				pid.flatMap(Memory::residentMiB));
	}

}
