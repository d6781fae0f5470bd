package dev.letterbox.meshtests.resilience;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Mesh.MeshProcess;

/**
 * The largest resident memory that processes of each kind have had.
 */
final class PeakMemory {

	private static final String PEAK = "VmHWM:";

	/** In KiB. */
	private final Map<String, Long> peaks = new TreeMap<>();

	/** Takes note of the processes that run now. */
	void sample(Mesh mesh) {
		for (MeshProcess process : mesh.processes()) {
			this.peaks.merge(process.name().replaceFirst("-\\d+$", ""), peakOf(process.pid()), Math::max);
		}
	}

	/** A line for each kind of process. */
	@Override
	public String toString() {
		return this.peaks.entrySet()
			.stream()
			.map((peak) -> "%s: at most %d MiB resident%n".formatted(peak.getKey(), peak.getValue() / 1024))
			.collect(Collectors.joining());
	}

	private static long peakOf(long pid) {
		try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
			return lines.filter((line) -> line.startsWith(PEAK))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.findFirst()
				.orElse(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
