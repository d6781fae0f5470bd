package dev.letterbox.meshtests.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What all rounds have measured, in the order in which it was measured first.
 */
public final class Results {

	private final Map<String, Map<String, List<Measurement>>> measurements = new LinkedHashMap<>();

	private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();

	/** Adds a round's measurement of a system under a load. */
	public void add(String load, String system, Measurement measurement) {
		this.measurements.computeIfAbsent(load, (any) -> new LinkedHashMap<>())
			.computeIfAbsent(system, (any) -> new ArrayList<>())
			.add(measurement);
	}

	/** Adds a round's figure that is no load, to one of the tables of the report. */
	public void add(Figures table, String name, double figure) {
		this.figures.computeIfAbsent(table.name(), (any) -> new LinkedHashMap<>())
			.computeIfAbsent(name, (any) -> new ArrayList<>())
			.add(figure);
	}

	/** The systems that were measured under a load. */
	public Set<String> systems(String load) {
		return this.measurements.getOrDefault(load, Map.of()).keySet();
	}

	/** The processes that have used processor time under a load. */
	public Set<String> processes(String load, String system) {
		Set<String> names = new LinkedHashSet<>();
		rounds(load, system).forEach((measurement) -> names.addAll(measurement.micros().keySet()));
		return names;
	}

	/** A system's rounds under a load; empty where it was not measured. */
	public List<Measurement> rounds(String load, String system) {
		return this.measurements.getOrDefault(load, Map.of()).getOrDefault(system, List.of());
	}

	/** One part of a system's measurements under a load. */
	public Optional<Spread> spread(String load, String system, ToDoubleFunction<Measurement> part) {
		List<Measurement> rounds = rounds(load, system);
		return rounds.isEmpty() ? Optional.empty()
				: Optional.of(Spread.of(rounds.stream().map(part::applyAsDouble).toList()));
	}

	/**
	 * One part of a measurement divided by that of another, round by round: what disturbs
	 * the machine for a while disturbs both.
	 */
	public Optional<Spread> ratio(String load, String system, String otherLoad, String other,
			ToDoubleFunction<Measurement> part) {
		List<Measurement> above = rounds(load, system);
		List<Measurement> below = rounds(otherLoad, other);
		int common = Math.min(above.size(), below.size());
		return (common == 0) ? Optional.empty()
				: Optional.of(Spread.of(IntStream.range(0, common)
					.mapToObj((round) -> part.applyAsDouble(above.get(round)) / part.applyAsDouble(below.get(round)))
					.toList()));
	}

	/** The figures of one of the tables, by name. */
	public Map<String, List<Double>> figures(Figures table) {
		return this.figures.getOrDefault(table.name(), Map.of());
	}

	/** The tables of figures that are no load. */
	public enum Figures {

		/** Seconds until a mesh serves, and the rate of its first seconds. */
		START,

		/** Milliseconds of a pull at the end of a chat. */
		LAST_PAGE,

		/** MiB of each process. */
		MEMORY

	}

}
