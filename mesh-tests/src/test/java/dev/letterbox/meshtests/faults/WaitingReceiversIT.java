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
import dev.letterbox.meshtests.support.RunsOnMesh;
import dev.letterbox.meshtests.support.Standstills;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Receivers that wait at one replica while others store, and while replicas are killed,
 * restarted, drained and added: each gets every message once, in order, and in time.
 */
@RunsOnMesh(replicas = 3, affinity = false, shared = false)
class WaitingReceiversIT {

	/** As the contract says. */
	private static final Duration LATEST = Duration.ofSeconds(2);

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
		try (Standstills standstills = new Standstills();
				Workers senders = new Workers();
				Workers followers = new Workers()) {
			followers.repeat(CHATS, (number) -> receivers.get(number).follow());
			senders.repeat(CHATS, (number) -> send(client, receivers.get(number).chat(), number));
			awaitSent(30);
			this.mesh.kill9("message-service-1");
			awaitSent(50);
			this.mesh.waitUntilServing(LIMIT);
			this.mesh.restart("message-service-2");
			this.mesh.scale(2);
			awaitSent(30);
			this.mesh.scale(3);
			awaitSent(30);
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
			assertInTime(receivers, standstills);
		}
		receivers.forEach((receiver) -> receiver.report(this.history));
		assertThat(HistoryChecker.check(this.history)).isEmpty();
	}

	/**
	 * The only delay that is not the mesh's is that of a machine that stands still.
	 */
	private void assertInTime(List<WaitingReceiver> receivers, Standstills standstills) {
		for (WaitingReceiver receiver : receivers) {
			assertThat(receiver.answered()).isGreaterThan(20);
			assertThat(receiver.late(this.history)).as("the waits for %s that ended late", receiver.chat())
				.filteredOn((late) -> late.nanos() - standstills.within(late.due(), late.ended()) > LATEST.toNanos())
				.isEmpty();
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
