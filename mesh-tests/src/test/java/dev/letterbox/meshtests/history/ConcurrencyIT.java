package dev.letterbox.meshtests.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.letterbox.meshtests.history.History.Attempt;
import dev.letterbox.meshtests.history.History.Order;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many clients at the gateway and at every replica at once; then the whole history is
 * checked.
 */
@RunsOnMesh(replicas = 3)
class ConcurrencyIT {

	private static final int CLIENTS = Integer.getInteger("letterbox.concurrency.clients", 32);

	private static final int OPERATIONS = Integer.getInteger("letterbox.concurrency.operations", 150);

	private static final int CHATS = 7;

	private final Mesh mesh;

	private final History history = new History();

	private final List<String> chats = IntStream.range(0, CHATS).mapToObj((i) -> Client.freshChat()).toList();

	private final List<Client> replicas = new ArrayList<>();

	ConcurrencyIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void keepsEveryGuaranteeToManyClientsAtOnce() {
		this.replicas.addAll(this.mesh.replicas());
		assertThat(this.replicas).hasSize(3);
		Client gateway = this.mesh.client();
		long seed = new Random().nextLong();
		List<Receiver> receivers = this.chats.stream()
			.map((chat) -> new Receiver(chat, new Recorder("the poll of " + chat, gateway, this.history), 50))
			.toList();
		try (Workers senders = new Workers(); Workers followers = new Workers()) {
			followers.repeat(CHATS, (number) -> {
				receivers.get(number).poll();
				Workers.pause(Duration.ofMillis(20));
			});
			senders.start(CLIENTS, (number) -> {
				Random random = new Random(seed + number);
				Recorder recorder = new Recorder("client " + number, gateway, this.history);
				for (int i = 0; i < OPERATIONS; i++) {
					act(random, recorder, "client %d, operation %d".formatted(number, i));
				}
			});
			senders.join(Duration.ofMinutes(5));
			followers.finish(Duration.ofSeconds(30));
		}
		Recorder last = new Recorder("the last reader", gateway, this.history);
		for (Receiver receiver : receivers) {
			assertThat(receiver.poll()).isTrue();
			receiver.report(this.history);
			assertThat(receiver.received()).as("what the receiver of %s got", receiver.chat())
				.isEqualTo(last.end(receiver.chat()));
		}
		assertThat(HistoryChecker.check(this.history)).as("violations, with the seed %d", seed).isEmpty();
		Map<Integer, Long> statuses = this.history.attempts()
			.stream()
			.collect(Collectors.groupingBy(Attempt::status, Collectors.counting()));
		assertThat(statuses).containsKeys(200, 400, 422);
		long failed = statuses.entrySet()
			.stream()
			.filter((status) -> !List.of(200, 400, 422).contains(status.getKey()))
			.mapToLong(Map.Entry::getValue)
			.sum();
		// A machine that stands still for seconds makes sends late, with any
		// implementation.
		assertThat(failed).as("failed sends, of %s", statuses)
			.isLessThanOrEqualTo(this.history.attempts().size() / 100);
		assertThat(this.history.acknowledged()).isGreaterThan(CLIENTS * OPERATIONS / 3);
	}

	private void act(Random random, Recorder recorder, String name) {
		// Half of the operations are in one hot chat.
		String chat = this.chats.get(random.nextBoolean() ? 0 : random.nextInt(CHATS));
		String sender = random.nextBoolean() ? Client.firstOf(chat) : Client.secondOf(chat);
		switch (random.nextInt(12)) {
			case 0, 1, 2 -> recorder.send(chat, sender, name, null);
			case 3, 4 -> sendWithKey(random, recorder, chat, sender, name);
			case 5 -> sendToAllAtOnce(recorder, chat, sender, name);
			case 6 -> {
				Reply refused = recorder.send(chat, "mallory", name, null);
				if (refused.status() == 400) {
					Refusals.assertInvalid(refused, "sender");
				}
			}
			case 7 -> recorder.through(replica(random)).send(chat, sender, name, null);
			case 8 -> recorder.pull(chat, Order.OLDEST_FIRST, random.nextInt(400), 1 + random.nextInt(50));
			case 9 -> recorder.pull(chat, Order.NEWEST_FIRST, random.nextInt(20), 1 + random.nextInt(50));
			case 10 -> recorder.through(replica(random)).pull(chat, Order.BEFORE, random.nextInt(400), 20);
			default -> recorder.walk(chat, random.nextBoolean(), 5 + random.nextInt(100), 1 + random.nextInt(6));
		}
	}

	private Client replica(Random random) {
		return this.replicas.get(random.nextInt(this.replicas.size()));
	}

	/**
	 * Sends, sends again elsewhere, and sometimes sends another text, which is refused.
	 */
	private void sendWithKey(Random random, Recorder recorder, String chat, String sender, String name) {
		String key = UUID.randomUUID().toString();
		recorder.send(chat, sender, name, key);
		recorder.through(replica(random)).send(chat, sender, name, key);
		if (random.nextInt(4) == 0) {
			Reply refused = recorder.send(chat, sender, name + ", altered", key);
			if (refused.status() == 422) {
				Refusals.assertProblem(refused, 422, "key-reused");
			}
		}
	}

	private void sendToAllAtOnce(Recorder recorder, String chat, String sender, String name) {
		String key = UUID.randomUUID().toString();
		try (Workers workers = new Workers()) {
			workers.start(4, (number) -> ((number < 3) ? recorder.through(this.replicas.get(number)) : recorder)
				.send(chat, sender, name, key));
			workers.join(Duration.ofSeconds(30));
		}
	}

}
