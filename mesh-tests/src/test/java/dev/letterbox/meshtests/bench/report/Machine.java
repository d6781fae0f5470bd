package dev.letterbox.meshtests.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.sun.management.OperatingSystemMXBean;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;

/**
 * What a figure depends on beside the code: the machine and the versions of what runs on
 * it.
 */
public final class Machine {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private Machine() {
	}

	/** Names and values, for the head of a report. */
	public static Map<String, String> described(Optional<Path> nginx) {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		Map<String, String> all = new LinkedHashMap<>();
		all.put("processor", processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
		all.put("memory", Math.round(system.getTotalMemorySize() / Math.pow(2, 30)) + " GiB");
		all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
		all.put("load before", String.format(Locale.ROOT, "%.1f", system.getSystemLoadAverage()));
		all.put("Letterbox", commit());
		all.put("JDK", System.getProperty("java.vendor") + " " + Runtime.version());
		all.put("nginx",
				nginx.map((program) -> line(program.toString(), "-v").replaceAll(".*/", "")).orElse("not measured"));
		all.put("wrk", line("wrk", "-v").replaceAll("^wrk (\\S+).*", "$1"));
		return all;
	}

	private static String commit() {
		String changes = line("git", "status", "--porcelain", "--untracked-files=no");
		return line("git", "rev-parse", "--short", "HEAD") + (changes.isEmpty() ? "" : " with changes");
	}

	private static String processor() {
		try {
			return Files.readAllLines(Path.of("/proc/cpuinfo"))
				.stream()
				.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse(System.getProperty("os.arch"));
		}
		catch (IOException ex) {
			return System.getProperty("os.arch");
		}
	}

	/** The first line that a program prints, whatever its exit code. */
	private static String line(String... command) {
		try (Program program = Program.start(Project.ROOT, Map.of(), List.of(command))) {
			program.endsWithin(LIMIT);
			return program.printedAndErrors().lines().findFirst().orElse("");
		}
	}

}
