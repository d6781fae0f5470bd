package dev.letterbox.launcher.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import com.sun.management.OperatingSystemMXBean;
import dev.letterbox.launcher.options.Refusal;

/**
 * The available memory of the machine, in MiB.
 */
public final class Memory {

	private static final long MIB = 1 << 20;

	private Memory() {
	}

	/** Refuses a mesh, or further replicas, whose heaps would not fit. */
	public static void check(long neededMiB, long availableMiB) {
		if (neededMiB > availableMiB) {
			throw Refusal.failed(("Too little memory: the heaps may grow to %d MiB, and the machine has %d MiB"
					+ " available; lower them with --replicas or --replica-memory.")
				.formatted(neededMiB, availableMiB));
		}
	}

	/** What is available within the machine and, in a container, within its limit. */
	public static long availableMiB() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		long total = system.getTotalMemorySize() / MIB;
		// Only Linux tells what could be freed; elsewhere "free" leaves out the file
		// cache and would refuse far too early.
		return kibibytes(Path.of("/proc/meminfo"), "MemAvailable:").map((kib) -> Math.min(kib / 1024, total))
			.orElse(total);
	}

	/** The resident memory of a process, or nothing where the system does not tell. */
	static Optional<Long> residentMiB(long pid) {
		Path status = Path.of("/proc", String.valueOf(pid), "status");
		if (Files.exists(Path.of("/proc/self"))) {
			return kibibytes(status, "VmRSS:").map((kib) -> kib / 1024);
		}
		try {
			Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(pid)).start();
			String kib = new String(ps.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
			return Optional.of(Long.parseLong(kib.strip()) / 1024);
		}
		catch (IOException | NumberFormatException ex) {
			return Optional.empty();
		}
	}

	private static Optional<Long> kibibytes(Path file, String field) {
		try {
			return Files.readAllLines(file)
				.stream()
				.filter((line) -> line.startsWith(field))
				.map((line) -> Long.valueOf(line.replaceAll("\\D", "")))
				.findFirst();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

}
