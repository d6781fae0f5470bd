package dev.letterbox.meshtests.bench;

import java.util.Locale;

import dev.letterbox.meshtests.bench.load.Wrk;
import dev.letterbox.meshtests.bench.report.Goals;
import dev.letterbox.meshtests.bench.report.Results;
import dev.letterbox.meshtests.bench.report.Results.Figures;
import dev.letterbox.meshtests.support.Client;

/**
 * Measures a pull of the last ten messages of a short and of a long chat, by cursor and
 * in reverse.
 */
final class LastPages {

	private static final int SHORT = 1_000;

	private static final String TEXT = "A message of a usual length, as people write them. ".repeat(2);

	private final String brief = Client.freshChat();

	private final String lengthy = Client.freshChat();

	private final int longest;

	private final Wrk wrk;

	LastPages(BenchOptions options) {
		this.longest = options.longest();
		this.wrk = new Wrk(options.seconds());
	}

	/** Fills both chats, all but their first messages directly in the store. */
	void fill(Client client, String store) {
		Progress.say("Filling a chat of %,d and one of %,d".formatted(SHORT, this.longest));
		client.stored(this.brief, TEXT);
		LongChat.lengthen(store, this.brief, SHORT);
		client.stored(this.lengthy, TEXT);
		LongChat.lengthen(store, this.lengthy, this.longest);
	}

	void measure(MeasuredSystem gateway, Results results) {
		for (boolean reverse : new boolean[] { false, true }) {
			String way = reverse ? "in reverse" : "by cursor";
			double brief = millis(gateway, this.brief, SHORT, reverse);
			double lengthy = millis(gateway, this.lengthy, this.longest, reverse);
			results.add(Figures.LAST_PAGE, String.format(Locale.ROOT, "last 10 of %,d, %s", SHORT, way), brief);
			results.add(Figures.LAST_PAGE, String.format(Locale.ROOT, "last 10 of %,d, %s", this.longest, way),
					lengthy);
			results.add(Figures.LAST_PAGE, Goals.LENGTH + way, lengthy / brief);
		}
	}

	private double millis(MeasuredSystem gateway, String chat, int length, boolean reverse) {
		return this.wrk.load(gateway.base(), 1, reverse ? "reverse" : "cursor", chat, String.valueOf(length - 10))
			.p50();
	}

}
