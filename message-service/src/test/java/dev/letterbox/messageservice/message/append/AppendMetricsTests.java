package dev.letterbox.messageservice.message.append;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.SendRequest;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.teststore.FaultyWire.Fault;
import io.micrometer.core.instrument.DistributionSummary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each meter counts what its name says, and each event once.
 */
class AppendMetricsTests extends AppenderFixture {

	@Test
	void countsSendsByResult() throws Exception {
		MessageAppender appender = appender();
		send(appender, "a:b", "hi", "key").get();
		send(appender, "a:b", "hi", "key").get();
		send(appender, "a:b", "hi", "key").get();
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> send(appender, "a:b", "other", "key").get());
		assertThat(sends("stored")).isEqualTo(1);
		assertThat(sends("replayed")).isEqualTo(2);
		assertThat(sends("key-reused")).isEqualTo(1);
		assertThat(sends("unavailable") + sends("unknown")).isZero();
	}

	@Test
	void tellsRefusedSendsFromThoseOfUnknownOutcome() throws Exception {
		MessageAppender appender = appender(settings(1, 2, 1000), Duration.ofSeconds(30));
		warm(appender, List.of("a:b"));
		Fault.Held held = hold();
		Future<Receipt> inFlight = send(appender, "a:b", "in flight", null);
		held.reached().await();
		Future<Receipt> waiting = send(appender, "a:b", "waiting", null);
		awaitWaiting(appender, 2);
		assertThat(this.meters.get("letterbox.sends.waiting").gauge().value()).isEqualTo(2);
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> appender.append(new SendRequest(Chat.of("a:b"), "a", "no room", null)))
			.satisfies((ex) -> assertThat(ex.reason().word()).isEqualTo("sends-waiting"));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(inFlight::get);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(waiting::get);
		held.release().countDown();
		assertThat(sends("unknown")).isEqualTo(1);
		assertThat(sends("unavailable")).isEqualTo(2);
		assertThat(sends("stored")).isEqualTo(1);
		assertThat(this.meters.get("letterbox.sends.waiting").gauge().value()).isZero();
	}

	@Test
	void measuresFlushesAndHowManyMessagesTheyCarry() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000));
		warm(appender, List.of("a:b", "c:d"));
		Fault.Held held = hold();
		List<Future<Receipt>> sends = new ArrayList<>(List.of(send(appender, "a:b", "first", null)));
		held.reached().await();
		for (int i = 0; i < 20; i++) {
			sends.add(send(appender, (i % 2 == 0) ? "a:b" : "c:d", "gathered", null));
		}
		awaitWaiting(appender, 21);
		held.release().countDown();
		for (Future<Receipt> send : sends) {
			send.get();
		}
		DistributionSummary messages = this.meters.get("letterbox.flush.messages").summary();
		assertThat(messages.count()).isEqualTo(this.wire.inserts()).isEqualTo(4);
		assertThat(messages.totalAmount()).isEqualTo(23);
		assertThat(messages.max()).isEqualTo(20);
		assertThat(this.meters.get("letterbox.flush").timer().count()).isEqualTo(4);
	}

	@Test
	void countsAPositionConflictOnceForAllSendsItDelays() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000));
		warm(appender, List.of("a:b"));
		Fault.Held held = hold();
		Future<Receipt> first = send(appender, "x:y", "opens the lane", null);
		held.reached().await();
		List<Future<Receipt>> sends = List.of(send(appender, "a:b", "1", null), send(appender, "a:b", "2", null));
		awaitWaiting(appender, 3);
		this.straight.insert(List.of(new Message(new ObjectId(), "a:b", 1, "a", "won the race", 1_700_000_000)));
		held.release().countDown();
		first.get();
		for (Future<Receipt> send : sends) {
			send.get();
		}
		assertThat(counter("letterbox.position.conflicts")).isEqualTo(1);
		assertThat(counter("letterbox.flush.unknown")).isZero();
	}

	@Test
	void countsFlushesOfUnknownOutcome() throws Exception {
		MessageAppender appender = appender(settings(1, 4096, 1000));
		warm(appender, List.of("a:b"));
		this.wire.plan(new Fault.CutAfter());
		assertThat(send(appender, "a:b", "stored all the same", null).get().replayed()).isFalse();
		assertThat(counter("letterbox.flush.unknown")).isEqualTo(1);
		assertThat(counter("letterbox.position.conflicts")).isZero();
		assertThat(sends("stored")).isEqualTo(2);
	}

	@Test
	void countsWhetherTheTipOfAChatWasKnown() throws Exception {
		MessageAppender appender = appender();
		for (String chat : List.of("a:b", "a:b", "a:b", "c:d")) {
			send(appender, chat, "text", null).get();
		}
		assertThat(this.meters.get("letterbox.tips").tag("result", "hit").counter().count()).isEqualTo(2);
		assertThat(this.meters.get("letterbox.tips").tag("result", "miss").counter().count()).isEqualTo(2);
	}

	@Test
	void countsReadsOfTips() throws Exception {
		MessageAppender appender = appender();
		MessageAppender other = appender();
		send(appender, "a:b", "reads the tip", null).get();
		send(appender, "a:b", "knows it", null).get();
		assertThat(counter("letterbox.tip.reads")).isEqualTo(1);
		send(other, "a:b", "reads it too", null).get();
		assertThat(counter("letterbox.tip.reads")).isEqualTo(2);
		send(appender, "a:b", "reads it again after a conflict", null).get();
		assertThat(counter("letterbox.tip.reads")).isEqualTo(3);
	}

	private double sends(String result) {
		return this.meters.get("letterbox.sends").tag("result", result).counter().count();
	}

	private double counter(String name) {
		return this.meters.get(name).counter().count();
	}

}
