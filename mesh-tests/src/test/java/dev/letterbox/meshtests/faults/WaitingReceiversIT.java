package dev.letterbox.meshtests.faults;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.letterbox.meshtests.history.History;
import dev.letterbox.meshtests.history.HistoryChecker;
import dev.letterbox.meshtests.history.Recorder;
import dev.letterbox.meshtests.history.WaitingReceiver;
import dev.letterbox.meshtests.history.Workers;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Receivers that wait at one replica while others store, and while replicas are killed,
 * drained and added: each gets every message once, in order, and in time.
 */
@RunsOnMesh(replicas = 3, affinity = false, shared = false)
class WaitingReceiversIT {

	/**
	 * The contract says 2 s. The rest is for a machine whose few processors also start
	 * replicas meanwhile.
	 */
	private static final Duration LATEST = Duration.ofSeconds(4);

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private static final int CHATS = 6;

	private final Mesh mesh;

	private final History history = new History();

	private final AtomicLong sent = new AtomicLong();

	WaitingReceiversIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void getEachMessageOnceInOrderAndInTime() {
		Client client = this.mesh.client();
		List<WaitingReceiver> receivers = IntStream.range(0, CHATS)
			.mapToObj((i) -> Client.freshChat())
			.map((chat) -> new WaitingReceiver(chat, new Recorder("the wait for " + chat, client, this.history), 5))
			.toList();
		try (Workers senders = new Workers(); Workers followers = new Workers()) {
			followers.repeat(CHATS, (number) -> receivers.get(number).follow());
			senders.repeat(CHATS, (number) -> send(client, receivers.get(number).chat(), number));
			awaitSent(100);
			Program.signal("KILL", this.mesh.process("message-service-1").pid());
			awaitSent(100);
			this.mesh.waitUntilServing(LIMIT);
			this.mesh.scale(1);
			awaitSent(50);
			this.mesh.scale(3);
			awaitSent(50);
			senders.finish(Duration.ofSeconds(60));
			Recorder last = new Recorder("the last reader", client, this.history);
			for (WaitingReceiver receiver : receivers) {
				List<Message> all = last.end(receiver.chat());
				Awaitility.await("all of %s is received".formatted(receiver.chat()))
					.atMost(LIMIT)
					.until(() -> receiver.received().size() >= all.size());
				assertThat(receiver.received()).isEqualTo(all);
			}
			followers.finish(Duration.ofSeconds(60));
		}
		receivers.forEach((receiver) -> receiver.report(this.history));
		assertThat(HistoryChecker.check(this.history)).isEmpty();
		for (WaitingReceiver receiver : receivers) {
			assertThat(receiver.answered()).isGreaterThan(20);
			assertThat(receiver.latest(this.history)).as("the latest end of a wait for %s", receiver.chat())
				.isLessThan(LATEST);
		}
	}

	/**
	 * Sends with a key until it is acknowledged, and lets the receiver wait for a while.
	 */
	private void send(Client client, String chat, int number) {
		Recorder recorder = new Recorder("client " + number, client, this.history);
		String text = "client %d, %s".formatted(number, UUID.randomUUID());
		String key = UUID.randomUUID().toString();
		while (recorder.send(chat, Client.firstOf(chat), text, key).status() != 200) {
			Workers.pause(Duration.ofMillis(200));
		}
		this.sent.incrementAndGet();
		Workers.pause(Duration.ofMillis(300));
	}

	private void awaitSent(int more) {
		long target = this.sent.get() + more;
		Awaitility.await(more + " more sends are acknowledged").atMost(LIMIT).until(() -> this.sent.get() >= target);
	}

}
