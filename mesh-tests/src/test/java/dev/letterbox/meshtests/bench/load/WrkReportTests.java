package dev.letterbox.meshtests.bench.load;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WrkReportTests {

	private static final String CALM = """
			Running 2s test @ http://127.0.0.1:8080
			  2 threads and 64 connections
			  Thread Stats   Avg      Stdev     Max   +/- Stdev
			    Latency     8.05ms    6.26ms  80.63ms   91.35%
			    Req/Sec     4.45k     1.20k    6.01k    75.00%
			  Latency Distribution
			     50%  650.00us
			     75%    9.26ms
			     90%   12.57ms
			     99%    1.27s\s
			  17840 requests in 2.01s, 3.08MB read
			Requests/sec:   8871.51
			Transfer/sec:      1.53MB
			""";

	private static final String TROUBLED = CALM.replace("Requests/sec",
			"  Socket errors: connect 1, read 20, write 300, timeout 17\n  Non-2xx or 3xx responses: 4460\nRequests/sec");

	@Test
	void readsRateAndLatenciesInTheirUnits() {
		assertThat(WrkReport.parse(CALM)).isEqualTo(new WrkReport(17840, 0, 0, 0, 8871.51, 0.65, 1270));
	}

	@Test
	void countsRefusalsBrokenConnectionsAndTimeouts() {
		WrkReport report = WrkReport.parse(TROUBLED);
		assertThat(report.refused()).isEqualTo(4460);
		assertThat(report.broken()).isEqualTo(321);
		assertThat(report.timeouts()).isEqualTo(17);
		assertThat(report.errors()).isEqualTo(4781);
	}

	@Test
	void aRefusalIsNoPartOfTheRate() {
		assertThat(WrkReport.parse(TROUBLED).rate()).isEqualTo(8871.51 * 3 / 4);
	}

	@Test
	void refusesAnotherOutput() {
		assertThatIllegalArgumentException().isThrownBy(() -> WrkReport.parse("unable to connect to 127.0.0.1:8080"))
			.withMessageContaining("unable to connect");
	}

}
