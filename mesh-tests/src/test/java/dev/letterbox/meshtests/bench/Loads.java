package dev.letterbox.meshtests.bench;

import java.time.Duration;
import java.util.Locale;

import dev.letterbox.meshtests.bench.load.Load;
import dev.letterbox.meshtests.bench.load.LoadGenerator;
import dev.letterbox.meshtests.bench.load.LoadResult;
import dev.letterbox.meshtests.bench.load.RequestKind;
import dev.letterbox.meshtests.bench.load.Schedule;
import dev.letterbox.meshtests.bench.load.Workload;
import dev.letterbox.meshtests.bench.load.Wrk;
import dev.letterbox.meshtests.bench.load.WrkReport;
import dev.letterbox.meshtests.bench.process.ProcessorTimes;
import dev.letterbox.meshtests.bench.report.Measurement;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Reply;

/**
 * Puts loads on a system and measures it meanwhile.
 *
 * @param workload the chats that are loaded
 */
record Loads(Workload workload) {

	/** Few, so that a cold mesh refuses none of the sends. */
	private static final int FILL_CONNECTIONS = 16;

	private static final Duration FILL_LIMIT = Duration.ofMinutes(15);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/** Sends what the chats shall have, and checks that it can be pulled. */
	void fill(MeasuredSystem system) {
		Progress.say("Filling %,d chats of %s".formatted(this.workload.chats(), system.name()));
		LoadResult filled = LoadGenerator.run(system.base(), FILL_CONNECTIONS, Schedule.atOnce(this.workload.size()),
				FILL_LIMIT, this.workload.filling());
		if (filled.errors() + filled.timeouts() > 0) {
			throw new IllegalStateException("%s did not take the messages: %s".formatted(system.name(), filled));
		}
		String chat = this.workload.prefix() + "-1:peer";
		Client client = new Client(system.base());
		Reply page = this.workload.byBody()
				? client.pullByBody("{\"chat\":\"" + chat + "\",\"cursor\":0,\"limit\":10}", false)
				: client.pull(chat, "cursor", 0, "limit", 10);
		if (page.status() != 200 || page.json().path("messages").size() != 10) {
			throw new IllegalStateException(
					"%s has no page of 10 messages for a pull with its parameters in the %s; the other is --pull %s: %s"
						.formatted(system.name(), this.workload.byBody() ? "body" : "query string",
								this.workload.byBody() ? "query" : "body", page));
		}
	}

	/** Loads it with what is not measured. */
	void warmUp(MeasuredSystem system, int seconds) {
		Progress.say("Warming up %s, %d s".formatted(system.name(), seconds));
		new Wrk(Math.max(1, seconds / 2)).load(system.base(), Load.FEW, this.workload.arguments(RequestKind.MIXED));
		new Wrk(Math.max(1, seconds / 4)).load(system.base(), Load.FEW, this.workload.arguments(RequestKind.SEND));
		new Wrk(Math.max(1, seconds / 4)).load(system.base(), Load.FEW, this.workload.arguments(RequestKind.PULL));
	}

	/** Measures a closed loop. */
	Measurement closed(MeasuredSystem system, Load load, int seconds) {
		ProcessorTimes before = ProcessorTimes.of(system.processes());
		WrkReport report = new Wrk(seconds).load(system.base(), load.connections(),
				this.workload.arguments(load.kind()));
		ProcessorTimes after = ProcessorTimes.of(system.processes());
		return said(system.name() + ", " + load.title(), new Measurement(report.rate(), report.p50(), report.p99(),
				report.errors(), report.timeouts(), after.microsPerRequest(before, report.answers())));
	}

	/** Measures an open loop at a constant rate. */
	Measurement open(MeasuredSystem system, RequestKind kind, double rate, int seconds) {
		ProcessorTimes before = ProcessorTimes.of(system.processes());
		LoadResult result = LoadGenerator.run(system.base(), Load.FEW,
				Schedule.constant(rate, Duration.ofSeconds(seconds)), PATIENCE, this.workload.requests(kind));
		ProcessorTimes after = ProcessorTimes.of(system.processes());
		return said("%s, open loop, %s".formatted(system.name(), kind.word()),
				new Measurement(result.rate(), result.p50(), result.p99(), result.errors(), result.timeouts(),
						after.microsPerRequest(before, result.answers() + result.errors())));
	}

	private static Measurement said(String what, Measurement measured) {
		Progress.say(String.format(Locale.ROOT,
				"  %-52s %,8.0f/s  p50 %8.2f ms  p99 %8.2f ms  %4d errors  %4d timeouts  %5.0f us", what,
				measured.rate(), measured.p50(), measured.p99(), measured.errors(), measured.timeouts(),
				measured.micros("")));
		return measured;
	}

}
