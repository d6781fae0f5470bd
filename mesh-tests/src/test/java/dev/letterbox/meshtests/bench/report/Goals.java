package dev.letterbox.meshtests.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import dev.letterbox.meshtests.bench.load.Load;
import dev.letterbox.meshtests.bench.load.RequestKind;
import dev.letterbox.meshtests.bench.report.Results.Figures;

/**
 * The goals of the project's speed, for two cores that load, gateway, two replicas and
 * the embedded store share, and what was measured of them.
 */
public final class Goals {

	/** The names of figures that a goal is about. */
	public static final String FIRST_SECONDS = "rate of the first seconds / steady rate";

	public static final String LENGTH = "by length of the chat, long / short, ";

	private final Table table = new Table(List.of("measure", "goal", "measured", "met"));

	private final Results results;

	private Goals(Results results) {
		this.results = results;
	}

	static Table table(Results results) {
		Goals goals = new Goals(results);
		goals.shares();
		goals.connections();
		goals.processorTime();
		goals.latencies();
		goals.meshes();
		results.figures(Figures.LAST_PAGE)
			.forEach((name, values) -> goals.figure(name.startsWith(LENGTH), "last page, " + name, values, -1.2));
		results.figures(Figures.START)
			.forEach((name, values) -> goals.figure(name.equals(FIRST_SECONDS), name, values, 0.8));
		return goals.table;
	}

	private void shares() {
		for (Load load : List.of(few(RequestKind.SEND), few(RequestKind.PULL), few(RequestKind.HOT))) {
			atLeast(load.title() + " / peer", 1,
					this.results.ratio(load.title(), Report.LETTERBOX, load.title(), Report.PEER, Measurement::rate));
		}
	}

	private void connections() {
		for (RequestKind kind : List.of(RequestKind.SEND, RequestKind.PULL, RequestKind.MIXED)) {
			String many = new Load(kind, Load.MANY).title();
			atLeast(many + " / " + Load.FEW + " connections", 0.8,
					this.results.ratio(many, Report.LETTERBOX, few(kind).title(), Report.LETTERBOX, Measurement::rate));
			atMost(many + ", errors and timeouts", 0, this.results.spread(many, Report.LETTERBOX, Goals::unanswered));
		}
	}

	/**
	 * Errors and timeouts; not a number where nothing was answered, which meets no goal.
	 */
	private static double unanswered(Measurement round) {
		return (round.rate() > 0) ? (double) (round.errors() + round.timeouts()) : Double.NaN;
	}

	private void processorTime() {
		Map<RequestKind, Double> store = Map.of(RequestKind.SEND, 40.0, RequestKind.PULL, 50.0);
		for (RequestKind kind : List.of(RequestKind.SEND, RequestKind.PULL)) {
			micros(kind, "api-gateway", 90);
			micros(kind, "message-service", 80);
			micros(kind, "store", store.getOrDefault(kind, 0.0));
		}
	}

	private void micros(RequestKind kind, String process, double goal) {
		String load = few(kind).title();
		if (this.results.processes(load, Report.LETTERBOX).stream().anyMatch((name) -> name.startsWith(process))) {
			atMost(load + ", processor time of " + process + ", us", goal,
					this.results.spread(load, Report.LETTERBOX, (round) -> round.micros(process)));
		}
	}

	private void latencies() {
		for (RequestKind kind : RequestKind.values()) {
			String load = Report.openLoop(kind);
			atMost(load + ", p99, ms", 20, this.results.spread(load, Report.LETTERBOX, Measurement::p99));
		}
	}

	private void meshes() {
		ToDoubleFunction<Measurement> all = (round) -> round.micros("");
		for (Load load : Load.ALL) {
			atMost(load.title() + ", processor time with 4 replicas / with 1", 1.1,
					this.results.ratio(Report.comparison(load, Report.MESHES.getLast()), Report.LETTERBOX,
							Report.comparison(load, Report.MESHES.getFirst()), Report.LETTERBOX, all));
		}
	}

	/** A negative goal is an upper bound. */
	private void figure(boolean isGoal, String name, List<Double> values, double goal) {
		Optional<Spread> spread = isGoal ? Optional.of(Spread.of(values)) : Optional.empty();
		if (goal < 0) {
			atMost(name, -goal, spread);
		}
		else {
			atLeast(name, goal, spread);
		}
	}

	private void atLeast(String measure, double goal, Optional<Spread> measured) {
		measured.ifPresent((it) -> row(measure, "≥ ", goal, it, it.median() >= goal));
	}

	private void atMost(String measure, double goal, Optional<Spread> measured) {
		measured.ifPresent((it) -> row(measure, "≤ ", goal, it, it.median() <= goal));
	}

	private void row(String measure, String sign, double goal, Spread measured, boolean met) {
		String number = String.format(Locale.ROOT, (goal == Math.rint(goal)) ? "%.0f" : "%.1f", goal);
		this.table.row(List.of(measure, sign + number, measured.text(2), met ? "yes" : "no"));
	}

	private static Load few(RequestKind kind) {
		return new Load(kind, Load.FEW);
	}

}
