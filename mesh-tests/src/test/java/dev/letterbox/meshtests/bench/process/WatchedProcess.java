package dev.letterbox.meshtests.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A process whose processor time and memory are measured.
 *
 * @param name in the report
 * @param pid its process id
 */
public record WatchedProcess(String name, long pid) {

	/** A process under the name of its program. */
	public static WatchedProcess of(long pid) {
		try {
			return new WatchedProcess(Files.readString(Path.of("/proc", String.valueOf(pid), "comm")).strip(), pid);
		}
		catch (IOException ex) {
			return new WatchedProcess("process " + pid, pid);
		}
	}

	/**
	 * The processor time that it has used, user and system. Linux tells it in
	 * {@code /proc/PID/stat}, in steps of 10 ms.
	 * @throws IllegalStateException if the process has ended: figures of several
	 * processes under one name would mean nothing
	 */
	public Duration processorTime() {
		return ProcessHandle.of(this.pid)
			.flatMap((process) -> process.info().totalCpuDuration())
			.orElseThrow(() -> new IllegalStateException(this.name + " (" + this.pid + ") has ended"));
	}

	/** Its resident memory in MiB, where the system tells it in {@code /proc}. */
	public OptionalLong residentMiB() {
		try {
			return Files.readAllLines(Path.of("/proc", String.valueOf(this.pid), "status"))
				.stream()
				.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
				.findFirst();
		}
		catch (IOException ex) {
			return OptionalLong.empty();
		}
	}

}
