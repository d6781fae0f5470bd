package dev.letterbox.meshtests.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.letterbox.meshtests.history.History;
import dev.letterbox.meshtests.history.HistoryChecker;
import dev.letterbox.meshtests.history.Receiver;
import dev.letterbox.meshtests.history.Recorder;
import dev.letterbox.meshtests.history.Workers;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Mesh;
import dev.letterbox.meshtests.support.Message;
import dev.letterbox.meshtests.support.Refusals;
import dev.letterbox.meshtests.support.Reply;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many members send texts of many scripts while receivers follow; the store is killed
 * halfway, senders retry as the contract says, and every message is stored unchanged.
 */
@RunsOnMesh(replicas = 3)
class MainJobIT {

	private static final int CLIENTS = Integer.getInteger("letterbox.mainjob.clients", 64);

	private static final int MESSAGES = Integer.getInteger("letterbox.mainjob.messages", 20_000);

	private static final int CHATS = Integer.getInteger("letterbox.mainjob.chats", 200);

	private static final int RECEIVERS = 8;

	private static final int LONGEST = 4_000;

	private static final Duration LIMIT = Duration.ofMinutes(10);

	/** First and last code point of each script. */
	private static final int[][] SCRIPTS = { { 0x20, 0x7E }, { 0xA1, 0x24F }, { 0x391, 0x3C9 }, { 0x410, 0x44F },
			{ 0x5D0, 0x5EA }, { 0x621, 0x64A }, { 0x905, 0x939 }, { 0xE01, 0xE30 }, { 0x3041, 0x3096 },
			{ 0x4E00, 0x9FA5 }, { 0xAC00, 0xD7A3 }, { 0x1F600, 0x1F64F }, { 0x1F300, 0x1F5FF }, { 0x20000, 0x20FFF },
			{ 0x0A, 0x0D } };

	private final Mesh mesh;

	private final History history = new History();

	private final List<String> chats = IntStream.range(0, CHATS).mapToObj((i) -> Client.freshChat()).toList();

	private final Map<String, AtomicInteger> sentTo = new ConcurrentHashMap<>();

	private final AtomicInteger next = new AtomicInteger();

	MainJobIT(Mesh mesh) {
		this.mesh = mesh;
	}

	@Test
	void deliversEveryMessageUnchangedThoughTheStoreIsKilled() {
		Client client = this.mesh.client();
		long seed = new Random().nextLong();
		List<Receiver> receivers = this.chats.stream()
			.map((chat) -> new Receiver(chat, new Recorder("the poll of " + chat, client, this.history), 100))
			.toList();
		try (Workers senders = new Workers(); Workers followers = new Workers()) {
			followers.repeat(RECEIVERS, (number) -> {
				for (int i = number; i < receivers.size(); i += RECEIVERS) {
					receivers.get(i).poll();
					Workers.pause(Duration.ofMillis(20));
				}
			});
			senders.start(CLIENTS, (number) -> {
				Random random = new Random(seed + number);
				Recorder recorder = new Recorder("client " + number, client, this.history);
				for (int i = this.next.getAndIncrement(); i < MESSAGES; i = this.next.getAndIncrement()) {
					if (i == MESSAGES / 2 && Mesh.ownsStore()) {
						this.mesh.kill9("store");
					}
					String chat = this.chats.get(random.nextInt(CHATS));
					deliver(recorder, chat, random.nextBoolean(), i + " " + text(random));
				}
			});
			senders.join(LIMIT);
			followers.finish(Duration.ofMinutes(1));
		}
		assertReceived(receivers, new Recorder("the last reader", client, this.history));
		assertThat(HistoryChecker.check(this.history)).as("violations, with the seed %d", seed).isEmpty();
	}

	/**
	 * Sends until the message is acknowledged; after 503, 504 and a broken connection it
	 * sends again with the same key.
	 */
	private void deliver(Recorder recorder, String chat, boolean first, String text) {
		String key = UUID.randomUUID().toString();
		String sender = first ? Client.firstOf(chat) : Client.secondOf(chat);
		long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
		Reply reply = recorder.send(chat, sender, text, key);
		while (reply.status() != 200) {
			if (reply.status() != 0) {
				Refusals.assertUnavailable(reply);
			}
			assertThat(System.nanoTime()).as("a send is acknowledged in two minutes, last %s", reply)
				.isLessThan(deadline);
			Workers.pause(Duration.ofSeconds(reply.header("Retry-After").map(Long::valueOf).orElse(1L)));
			reply = recorder.send(chat, sender, text, key);
		}
		this.sentTo.computeIfAbsent(chat, (any) -> new AtomicInteger()).incrementAndGet();
	}

	private void assertReceived(List<Receiver> receivers, Recorder last) {
		int total = 0;
		for (Receiver receiver : receivers) {
			assertThat(receiver.poll()).isTrue();
			receiver.report(this.history);
			List<Message> messages = last.end(receiver.chat());
			int sent = this.sentTo.getOrDefault(receiver.chat(), new AtomicInteger()).get();
			assertThat(messages).as("the messages of %s", receiver.chat()).hasSize(sent);
			assertThat(receiver.received().equals(messages))
				.as("the receiver of %s got each message once, in order", receiver.chat())
				.isTrue();
			total += messages.size();
		}
		assertThat(total).isEqualTo(MESSAGES);
	}

	/** 1 to 4,000 characters of one to three scripts. */
	private static String text(Random random) {
		int length = 1 + random.nextInt(LONGEST - 8);
		List<int[]> scripts = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			scripts.add(SCRIPTS[random.nextInt(SCRIPTS.length)]);
		}
		StringBuilder text = new StringBuilder();
		while (text.length() < length - 1) {
			int[] script = scripts.get(random.nextInt(3));
			text.appendCodePoint(script[0] + random.nextInt(script[1] - script[0] + 1));
		}
		return text.toString();
	}

}
