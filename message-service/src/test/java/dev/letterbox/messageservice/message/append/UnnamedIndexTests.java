package dev.letterbox.messageservice.message.append;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import dev.letterbox.messageservice.message.KeyReusedException;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.Receipt;
import dev.letterbox.messageservice.message.store.InsertResult;
import dev.letterbox.messageservice.message.store.MessageStore;
import dev.letterbox.messageservice.teststore.FaultyWire.Fault;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * On a server whose E11000 does not name the violated index: whether the id or the
 * position is taken is looked up; it is never an unknown outcome.
 */
class UnnamedIndexTests extends PatientAppenderFixture {

	@BeforeEach
	void hideIndexNames() {
		this.wire.hideIndexNames();
	}

	@Test
	void saysWhichOfTheMessagesMetATakenKey() {
		MessageStore store = patientStore(this.wire.uri());
		Message first = message(new ObjectId(), 0);
		assertThat(store.insert(List.of(first))).isEqualTo(new InsertResult.Complete());
		assertThat(store.insert(List.of(message(new ObjectId(), 1), message(new ObjectId(), 0))))
			.isEqualTo(new InsertResult.KeyTaken(1));
		assertThat(store.insert(List.of(message(first.id(), 2)))).isEqualTo(new InsertResult.KeyTaken(0));
	}

	@Test
	void goesOnWithOtherChatsWhenOneHasAConflictInTheMiddleOfABatch() throws Exception {
		MessageAppender appender = patient(this.wire.uri());
		warm(appender, List.of("a:b", "c:d", "e:f"));
		Fault.Held held = hold();
		Future<Receipt> first = send(appender, "x:y", "opens the lane", null);
		held.reached().await();
		List<Future<Receipt>> sends = new ArrayList<>();
		for (String chat : List.of("a:b", "c:d", "e:f", "c:d", "a:b", "e:f")) {
			sends.add(send(appender, chat, "gathered", (sends.size() % 2 == 0) ? null : "key " + sends.size()));
		}
		awaitWaiting(appender, 7);
		this.straight.insert(List.of(new Message(new ObjectId(), "c:d", 1, "c", "won the race", 1_700_000_000)));
		held.release().countDown();
		first.get();
		for (Future<Receipt> send : sends) {
			assertThat(send.get().replayed()).isFalse();
		}
		assertDense("a:b", 3);
		assertDense("c:d", 4);
		assertDense("e:f", 3);
		assertThat(counter("letterbox.position.conflicts")).isOne();
		assertThat(counter("letterbox.flush.unknown")).isZero();
	}

	@Test
	void answersAReplayInTheMiddleOfABatchAndRenumbersTheRest() throws Exception {
		MessageAppender appender = patient(this.wire.uri());
		Receipt original = send(appender, "a:b", "original", "key").get();
		Fault.Held held = hold();
		Future<Receipt> first = send(appender, "x:y", "opens the lane", null);
		held.reached().await();
		List<Future<Receipt>> around = new ArrayList<>();
		around.add(send(appender, "a:b", "before", null));
		awaitWaiting(appender, 2);
		Future<Receipt> replay = send(appender, "a:b", "original", "key");
		awaitWaiting(appender, 3);
		Future<Receipt> reused = send(appender, "a:b", "another text", "key");
		awaitWaiting(appender, 4);
		around.add(send(appender, "a:b", "after", null));
		awaitWaiting(appender, 5);
		held.release().countDown();
		assertThat(replay.get()).isEqualTo(new Receipt(original.message(), true));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(reused::get)
			.withCauseInstanceOf(KeyReusedException.class);
		assertThat(first.get().message().position()).isZero();
		assertThat(around.get(0).get().message().position()).isEqualTo(1);
		assertThat(around.get(1).get().message().position()).isEqualTo(2);
		assertDense("a:b", 3);
		assertThat(counter("letterbox.position.conflicts")).isZero();
		assertThat(counter("letterbox.flush.unknown")).isZero();
	}

	@Test
	void storesOneKeyOnceForAnyNumberOfSendsAndReplicas() throws Exception {
		MessageAppender one = patient(this.wire.uri());
		MessageAppender two = patient(this.wire.uri());
		List<Future<Receipt>> keyed = new ArrayList<>();
		List<Future<Receipt>> others = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			keyed.add(send((i % 2 == 0) ? one : two, "a:b", "same", "key"));
			others.add(send((i % 2 == 0) ? two : one, "a:b", "other " + i, null));
		}
		int fresh = 0;
		for (Future<Receipt> send : keyed) {
			fresh += send.get().replayed() ? 0 : 1;
		}
		for (Future<Receipt> send : others) {
			send.get();
		}
		assertThat(fresh).isOne();
		assertDense("a:b", 21);
		assertThat(counter("letterbox.flush.unknown")).isZero();
	}

	@Test
	void looksUpAllReplaysOfAChatAtOnce() throws Exception {
		MessageAppender appender = patient(this.wire.uri());
		for (int i = 0; i < 10; i++) {
			send(appender, "a:b", "text " + i, "key " + i).get();
		}
		int before = this.wire.inserts();
		Fault.Held held = hold();
		Future<Receipt> first = send(appender, "x:y", "opens the lane", null);
		held.reached().await();
		List<Future<Receipt>> replays = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			replays.add(send(appender, "a:b", "text " + i, "key " + i));
		}
		awaitWaiting(appender, 11);
		Future<Receipt> fresh = send(appender, "a:b", "fresh", "another key");
		awaitWaiting(appender, 12);
		held.release().countDown();
		first.get();
		for (Future<Receipt> replay : replays) {
			assertThat(replay.get().replayed()).isTrue();
		}
		assertThat(fresh.get().message().position()).isEqualTo(10);
		assertThat(this.wire.inserts() - before).isEqualTo(3);
		assertDense("a:b", 11);
	}

	private static Message message(Object id, long position) {
		return new Message(id, "a:b", position, "a", "text " + position, 1_700_000_000);
	}

}
