package dev.letterbox.messageservice.message.recent;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import dev.letterbox.messageservice.message.EncodedMessage;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.wait.WaitsFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RecentMessagesTests {

	private static final String CHAT = "a:b";

	private final RecentMessages recent = Memories.of(1_000_000, 100_000);

	@Test
	void knowsNothingOfAnUnknownChat() {
		Run run = this.recent.of(CHAT);
		assertThat(run.isEmpty()).isTrue();
		assertThat(run.next()).isZero();
		assertThat(run.reaches(0)).isFalse();
		assertThat(run.covers(0, 1)).isFalse();
		assertThat(run.firstSince(0)).isEqualTo(-1);
	}

	@Test
	void keepsSendsInTheirOrder() {
		LongStream.range(7, 30).forEach((position) -> this.recent.add(message(position)));
		assertThat(this.recent.of(CHAT).from(7, 100)).isEqualTo(messages(7, 30));
		assertThat(this.recent.of(CHAT).from(10, 3)).isEqualTo(messages(10, 13));
		assertThat(this.recent.of(CHAT).from(30, 3)).isEmpty();
	}

	@Test
	void joinsWhatOverlapsOrAdjoins() {
		this.recent.add(CHAT, messages(10, 20));
		this.recent.add(CHAT, messages(15, 25));
		this.recent.add(CHAT, messages(25, 30));
		this.recent.add(CHAT, messages(5, 12));
		this.recent.add(CHAT, messages(2, 5));
		this.recent.add(CHAT, messages(3, 9));
		assertThat(all()).isEqualTo(messages(2, 30));
		this.recent.add(CHAT, messages(0, 40));
		assertThat(all()).isEqualTo(messages(0, 40));
	}

	@Test
	void keepsTheNewerPartWhereAMessageIsMissing() {
		this.recent.add(CHAT, messages(10, 20));
		this.recent.add(CHAT, messages(0, 9));
		assertThat(all()).isEqualTo(messages(10, 20));
		this.recent.add(CHAT, messages(21, 25));
		assertThat(all()).isEqualTo(messages(21, 25));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void neverHasAHole(long seed) {
		Random random = new Random(seed);
		RecentMessages small = Memories.of(50_000, 4_000);
		for (int i = 0; i < 5_000; i++) {
			Run before = small.of(CHAT);
			List<EncodedMessage> seen = before.isEmpty() ? List.of() : before.from(before.first(), before.size());
			long from = Math.max(0, before.next() - 20 + random.nextInt(24));
			small.add(CHAT, messages(from, from + 1 + random.nextInt(20)));
			Run run = small.of(CHAT);
			assertThat(run.from(run.first(), run.size())).as("seed %d, step %d", seed, i)
				.isEqualTo(messages(run.first(), run.next()));
			assertThat(run.next()).isGreaterThanOrEqualTo(before.next());
			assertThat(run.weight()).isLessThanOrEqualTo(4_000);
			if (!before.isEmpty()) {
				assertThat(before.from(before.first(), before.size())).as("what a reader has got").isEqualTo(seen);
			}
		}
	}

	@Test
	void dropsTheOldestMessagesOfAChatOverItsBound() {
		LongStream.range(0, 5_000).forEach((position) -> this.recent.add(message(position)));
		Run run = this.recent.of(CHAT);
		assertThat(run.next()).isEqualTo(5_000);
		assertThat(run.first()).isPositive();
		assertThat(run.weight()).isBetween(70_000L, 100_000L);
	}

	@Test
	void keepsTheLastMessageOfAChatWhateverItsLength() {
		Message large = new Message("id", CHAT, 0, "a", "\u0001".repeat(65_536), 0);
		this.recent.add(large);
		assertThat(all()).containsExactly(EncodedMessage.of(large));
		this.recent.add(message(1));
		assertThat(all()).isEqualTo(messages(1, 2));
	}

	@Test
	void staysWithinItsBytes() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		RecentMessages bounded = new RecentMessages(
				new RecentSettings(DataSize.ofKilobytes(100), DataSize.ofKilobytes(20)), WaitsFixture.none(), meters);
		for (int chat = 0; chat < 500; chat++) {
			for (int position = 0; position < 10; position++) {
				bounded.add(new Message("id", "a:" + chat, position, "a", "x".repeat(100), 0));
			}
			assertThat(meters.get("letterbox.recent.bytes").gauge().value()).isBetween(1.0, 102_400.0);
		}
		long kept = LongStream.range(0, 500).map((chat) -> bounded.of("a:" + chat).weight()).sum();
		assertThat(kept).as("what the chats take together").isBetween(50_000L, 102_400L);
	}

	@Test
	void keepsNothingWithoutBytes() {
		RecentMessages none = Memories.none();
		none.add(message(0));
		none.add(CHAT, messages(0, 3));
		assertThat(none.of(CHAT).isEmpty()).isTrue();
	}

	@Test
	void findsTheFirstMessageSinceATimeWhereItCanTell() {
		this.recent.add(CHAT, messages(10, 40));
		for (long time = 11; time < 40; time++) {
			long expected = (time + 9) / 10 * 10;
			assertThat(this.recent.of(CHAT).firstSince(time)).isEqualTo((expected < 40) ? expected : -1);
		}
		assertThat(this.recent.of(CHAT).firstSince(10)).as("an earlier message may be as young").isEqualTo(-1);
		this.recent.add(CHAT, messages(0, 12));
		assertThat(this.recent.of(CHAT).firstSince(0)).isZero();
		assertThat(this.recent.of(CHAT).firstSince(10)).isEqualTo(10);
	}

	@Test
	void aRunRefusesAHole() {
		Run run = Run.EMPTY.append(EncodedMessage.of(message(3)));
		assertThatIllegalArgumentException().isThrownBy(() -> run.append(EncodedMessage.of(message(5))));
	}

	private List<EncodedMessage> all() {
		Run run = this.recent.of(CHAT);
		return run.from(run.first(), run.size());
	}

	private static List<EncodedMessage> messages(long from, long to) {
		return LongStream.range(from, to).mapToObj((position) -> EncodedMessage.of(message(position))).toList();
	}

	private static Message message(long position) {
		return new Message("id", CHAT, position, "a", "text " + position, position / 10 * 10);
	}

}
