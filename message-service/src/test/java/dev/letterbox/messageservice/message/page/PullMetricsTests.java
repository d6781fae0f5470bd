package dev.letterbox.messageservice.message.page;

import java.time.Duration;
import java.util.List;

import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.memory.Budgets;
import dev.letterbox.messageservice.message.recent.Memories;
import dev.letterbox.messageservice.message.store.StoreConnection;
import dev.letterbox.messageservice.teststore.FaultyWire;
import dev.letterbox.messageservice.teststore.TestStore;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PullMetricsTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final PullMetrics metrics = new PullMetrics(this.meters);

	@Test
	void showsHowManyRead() {
		var readers = BulkheadRegistry.ofDefaults().bulkhead("short-pages");
		this.metrics.watch("short", readers);
		readers.acquirePermission();
		assertThat(this.meters.get("letterbox.readers").gauge().value()).isEqualTo(1);
	}

	@Test
	void countsPullsByWhetherTheyWereAnswered() throws Exception {
		PageRequest first = new PageRequest(Chat.of("a:b"), 0L, 10, false, null, null);
		try (FaultyWire wire = new FaultyWire(TestStore.uri());
				StoreConnection connection = StoreConnection.to(wire.uri()).withIndexes();
				StoreConnection toCut = StoreConnection.to(wire.uri(), Duration.ofMillis(400))) {
			connection.store().insert(List.of(new Message(new ObjectId(), "a:b", 0, "a", "text", 0)));
			reader(connection).read(first).close();
			PageReader cutOff = reader(toCut);
			wire.down();
			assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> cutOff.read(first))
				.satisfies((ex) -> assertThat(ex.reason().word()).isEqualTo("store-failed"));
		}
		assertThat(pulls("read")).isEqualTo(1);
		assertThat(pulls("unavailable")).isEqualTo(1);
	}

	private PageReader reader(StoreConnection connection) {
		return new PageReader(new MessageReader(connection.store(), Memories.none()), BulkheadRegistry.ofDefaults(),
				Budgets.ample(), this.metrics);
	}

	private double pulls(String result) {
		return this.meters.get("letterbox.pulls").tag("result", result).counter().count();
	}

}
