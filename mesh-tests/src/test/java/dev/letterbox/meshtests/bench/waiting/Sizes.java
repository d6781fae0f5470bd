package dev.letterbox.meshtests.bench.waiting;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.letterbox.meshtests.bench.process.WatchedProcess;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;

/**
 * The memory of processes, added up by their names, after each has collected its garbage.
 *
 * @param heap bytes of live objects
 * @param resident memory in MiB
 */
record Sizes(Map<String, Long> heap, Map<String, Long> resident) {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	static Sizes of(List<WatchedProcess> processes) {
		Map<String, Long> heap = new LinkedHashMap<>();
		Map<String, Long> resident = new LinkedHashMap<>();
		for (WatchedProcess process : processes) {
			heap.merge(process.name(), liveBytes(process.pid()), Long::sum);
			resident.merge(process.name(), process.residentMiB().orElse(0), Long::sum);
		}
		return new Sizes(heap, resident);
	}

	/** Of the histogram's last line: how many objects there are, and their bytes. */
	private static long liveBytes(long pid) {
		String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
		String printed = Program.run(Project.ROOT, LIMIT, List.of(program, String.valueOf(pid), "GC.class_histogram"));
		String total = printed.lines().filter((line) -> line.startsWith("Total")).findFirst().orElseThrow();
		return Long.parseLong(total.strip().split("\\s+", -1)[2]);
	}

}
