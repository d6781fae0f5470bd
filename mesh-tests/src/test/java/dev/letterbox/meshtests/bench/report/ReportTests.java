package dev.letterbox.meshtests.bench.report;

import java.util.List;
import java.util.Map;

import dev.letterbox.meshtests.bench.load.Load;
import dev.letterbox.meshtests.bench.load.RequestKind;
import dev.letterbox.meshtests.bench.report.Results.Figures;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ReportTests {

	private static final String SENDS = new Load(RequestKind.SEND, Load.FEW).title();

	private static final String MANY = new Load(RequestKind.SEND, Load.MANY).title();

	private final Results results = new Results();

	@Test
	void aMedianLiesInTheMiddleOrBetweenTheTwoThere() {
		assertThat(Spread.of(List.of(9.0, 1.0, 3.0))).isEqualTo(new Spread(3, 1, 9));
		assertThat(Spread.of(List.of(9.0, 1.0, 3.0, 4.0))).isEqualTo(new Spread(3.5, 1, 9));
		assertThat(new Spread(12_345.6, 0, 20_000).text(0)).isEqualTo("12,346 (0-20,000)");
		assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
	}

	@Test
	void writesTheHeadAndOnlyWhatWasMeasured() {
		this.results.add(Figures.MEMORY, "Letterbox, store", 200);
		this.results.add(Figures.MEMORY, "Letterbox, store", 250);
		assertThat(Report.of(Map.of("processor", "x, 2 cores"), this.results)).isEqualTo("""
				# Benchmark

				- processor: x, 2 cores

				Medians of the rounds, their range in brackets.

				## Memory

				MiB resident at the end of a round.

				| figure | median |
				| --- | --- |
				| Letterbox, store | 225 (200-250) |
				""");
	}

	@Test
	void dividesByNginxAndByThePeerOfTheSameRound() {
		// The machine was twice as fast in the second round.
		add(SENDS, Report.LETTERBOX, 1_000, Map.of());
		add(SENDS, Report.NGINX, 10_000, Map.of());
		add(SENDS, Report.PEER, 500, Map.of());
		add(SENDS, Report.LETTERBOX, 2_000, Map.of());
		add(SENDS, Report.NGINX, 20_000, Map.of());
		add(SENDS, Report.PEER, 1_000, Map.of());
		assertThat(report())
			.contains("| sends, 64 connections | Letterbox | 1,500 (1,000-2,000) "
					+ "| 0.100 (0.100-0.100) | 2.000 (2.000-2.000) | 1.00 (1.00-1.00) | 9.00 (9.00-9.00) | 2 | 4 |")
			.contains("| sends, 64 connections / peer | ≥ 1 | 2.00 (2.00-2.00) | yes |");
	}

	@Test
	void writesTheProcessorTimeOfEachProcessAndTheGoalOfAllReplicas() {
		add(SENDS, Report.LETTERBOX, 1, Map.of("store", 30.0, "message-service-1", 50.0, "message-service-2", 40.0));
		assertThat(report()).contains("## Processor time of Letterbox")
			.containsPattern("\\| sends, 64 connections \\|.* 120 \\(120-120\\) \\|\n")
			.contains("processor time of message-service, us | ≤ 80 | 90.00 (90.00-90.00) | no |")
			.contains("processor time of store, us | ≤ 40 | 30.00 (30.00-30.00) | yes |")
			.doesNotContain("processor time of api-gateway");
	}

	@Test
	void errorsAndTimeoutsMissTheGoal() {
		add(SENDS, Report.LETTERBOX, 1_000, Map.of());
		add(MANY, Report.LETTERBOX, 900, Map.of());
		assertThat(report()).contains("| sends, 1,000 connections / 64 connections | ≥ 0.8 | 0.90 (0.90-0.90) | yes |")
			.contains("| sends, 1,000 connections, errors and timeouts | ≤ 0 | 3.00 (3.00-3.00) | no |");
	}

	@Test
	void aLoadWithoutAnyAnswerMissesTheGoal() {
		add(MANY, Report.LETTERBOX, 0, Map.of());
		assertThat(report())
			.containsPattern("\\| sends, 1,000 connections, errors and timeouts \\| ≤ 0 \\|.*\\| no \\|");
	}

	@Test
	void writesOpenLoopsStartsPagesAndNumbersOfReplicas() {
		Load sends = new Load(RequestKind.SEND, Load.FEW);
		add(Report.openLoop(RequestKind.SEND), Report.LETTERBOX, 500, Map.of("store", 7.0));
		add(Report.comparison(sends, "1 replica"), Report.LETTERBOX, 1, Map.of("store", 100.0));
		add(Report.comparison(sends, "4 replicas"), Report.LETTERBOX, 1, Map.of("store", 120.0));
		this.results.add(Figures.START, Goals.FIRST_SECONDS, 0.7);
		this.results.add(Figures.LAST_PAGE, Goals.LENGTH + "by cursor", 1.1);
		assertThat(report()).contains("| open loop, send, p99, ms | ≤ 20 | 9.00 (9.00-9.00) | yes |")
			.contains("processor time with 4 replicas / with 1 | ≤ 1.1 | 1.20 (1.20-1.20) | no |")
			.contains("| rate of the first seconds / steady rate | ≥ 0.8 | 0.70 (0.70-0.70) | no |")
			.contains("| last page, by length of the chat, long / short, by cursor | ≤ 1.2 | 1.10 (1.10-1.10) | yes |")
			.contains("## Number of replicas", "## Open loop", "## Start", "## Last page");
	}

	private void add(String load, String system, double rate, Map<String, Double> micros) {
		this.results.add(load, system, new Measurement(rate, 1, 9, 1, 2, micros));
	}

	private String report() {
		return Report.of(Map.of(), this.results);
	}

}
