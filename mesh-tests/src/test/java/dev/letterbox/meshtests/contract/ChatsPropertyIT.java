package dev.letterbox.meshtests.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.letterbox.meshtests.support.ChatPage;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.RunsOnMesh;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that follows the links while chats are begun sees no chat twice, no chat out
 * of order, and every chat that was there before it began.
 */
@RunsOnMesh
class ChatsPropertyIT {

	private static final int WALKS = Integer.getInteger("letterbox.chats.walks", 12);

	private final long seed = Long.getLong("letterbox.chats.seed", new Random().nextLong());

	private final Random random = new Random(this.seed);

	private final String member = Client.firstOf(Client.freshChat("walker", "x"));

	private final Client client;

	ChatsPropertyIT(Client client) {
		this.client = client;
	}

	@Test
	void pagesNeitherShiftNorRepeatNorSkipWhileChatsAreBegun() throws Exception {
		Queue<String> begun = new ConcurrentLinkedQueue<>();
		Set<String> trying = ConcurrentHashMap.newKeySet();
		AtomicBoolean done = new AtomicBoolean();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> senders = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				Random names = new Random(this.seed + i);
				senders.add(threads.submit(() -> begin(names, begun, trying, done)));
			}
			try {
				for (int walk = 0; walk < WALKS; walk++) {
					Set<String> before = new TreeSet<>(begun);
					List<String> found = walk();
					assertThat(found).as("walk %d of seed %d", walk, this.seed)
						.doesNotHaveDuplicates()
						.containsAll(before);
					assertThat(trying).containsAll(found);
					assertThat(found).isSorted();
				}
			}
			finally {
				done.set(true);
			}
			for (Future<?> sender : senders) {
				sender.get();
			}
		}
		assertThat(walk()).containsExactlyElementsOf(new TreeSet<>(begun));
	}

	private void begin(Random names, Queue<String> begun, Set<String> trying, AtomicBoolean done) {
		while (!done.get()) {
			String other = "n" + names.nextInt(100_000);
			String chat = (other.compareTo(this.member) < 0) ? other + ":" + this.member : this.member + ":" + other;
			trying.add(chat);
			assertThat(this.client.send(chat, this.member, "hi").status()).isEqualTo(200);
			begun.add(chat);
		}
	}

	private List<String> walk() {
		List<String> found = new ArrayList<>();
		int limit = 1 + this.random.nextInt(20);
		String since = this.random.nextBoolean() ? "&since=1" : "";
		String target = "/api/chats?member=" + this.member + "&limit=" + limit + since;
		while (target != null) {
			ChatPage page = ChatPage.of(this.client.get(target));
			assertThat(page.chats()).hasSizeLessThanOrEqualTo(limit);
			if (page.hasMore()) {
				assertThat(page.chats()).hasSize(limit);
			}
			found.addAll(page.names());
			target = (page.next() != null) ? this.client.resolve(page.next(), "/api/chats") : null;
		}
		return found;
	}

}
