package dev.letterbox.meshtests.bench.process;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The processor times of some processes at one moment.
 *
 * @param byName by the process's name; processes of one name are added up
 */
public record ProcessorTimes(Map<String, Duration> byName) {

	/** The times until now. */
	public static ProcessorTimes of(List<WatchedProcess> processes) {
		Map<String, Duration> times = new LinkedHashMap<>();
		processes.forEach((process) -> times.merge(process.name(), process.processorTime(), Duration::plus));
		return new ProcessorTimes(times);
	}

	/** Microseconds per request that each process has used since an earlier moment. */
	public Map<String, Double> microsPerRequest(ProcessorTimes earlier, long requests) {
		Map<String, Double> micros = new LinkedHashMap<>();
		this.byName.forEach((name, time) -> micros.put(name, (requests == 0) ? Double.NaN
				: time.minus(earlier.byName().getOrDefault(name, Duration.ZERO)).toNanos() / 1e3 / requests));
		return micros;
	}

}
