package dev.letterbox.embeddedstore.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequestGateTests {

	private static final int LARGE = 100_000;

	/** For one large request at a time. */
	private final StoreMemory memory = new StoreMemory(5 * LARGE);

	private final EmbeddedChannel one = new EmbeddedChannel(new RequestGate(this.memory));

	private final EmbeddedChannel other = new EmbeddedChannel(new RequestGate(this.memory));

	@AfterEach
	void releasesAllWhenConnectionsClose() {
		this.one.finishAndReleaseAll();
		this.other.finishAndReleaseAll();
		assertThat(this.memory.reserved()).isZero();
	}

	@Test
	void letsALargeRequestWaitUntilAnotherIsAnswered() {
		this.one.writeInbound(request(LARGE));
		assertThat(received(this.one)).isEqualTo(LARGE);
		this.other.writeInbound(request(LARGE).readSlice(1000).retain());
		assertThat(received(this.other)).isZero();
		assertThat(this.other.config().isAutoRead()).isFalse();
		this.one.writeOutbound(Unpooled.buffer(100).writeZero(100));
		this.other.runPendingTasks();
		assertThat(received(this.other)).isEqualTo(1000);
		assertThat(this.other.config().isAutoRead()).isTrue();
	}

	@Test
	void letsSmallRequestsPassMeanwhile() {
		this.one.writeInbound(request(LARGE));
		this.other.writeInbound(request(60_000), request(100));
		assertThat(received(this.other)).isEqualTo(60_100);
	}

	@Test
	void holdsWhatFollowsARequestThatWaits() {
		this.one.writeInbound(request(LARGE));
		this.other.writeInbound(Unpooled.wrappedBuffer(request(200), request(LARGE), request(300)));
		this.other.writeInbound(request(400));
		assertThat(received(this.other)).isEqualTo(200);
		var _ = this.one.close();
		this.other.runPendingTasks();
		assertThat(received(this.other)).isEqualTo(LARGE + 700);
	}

	@Test
	void passesRequestsOnInWhateverPartsTheyArrive() {
		ByteBuf requests = Unpooled.wrappedBuffer(request(100), request(LARGE), request(60_000));
		int all = requests.readableBytes();
		while (requests.isReadable()) {
			this.one.writeInbound(requests.readRetainedSlice(Math.min(3, requests.readableBytes())));
		}
		requests.release();
		assertThat(received(this.one)).isEqualTo(all);
		assertThat(this.memory.reserved()).isEqualTo(3 * LARGE);
	}

	@Test
	void forgetsARequestWhoseConnectionCloses() {
		this.one.writeInbound(request(LARGE));
		this.other.writeInbound(request(LARGE));
		var _ = this.other.close();
		this.one.writeOutbound(Unpooled.buffer(100).writeZero(100));
		this.other.runPendingTasks();
		assertThat(this.memory.reserved()).isZero();
	}

	@Test
	void countsALargeReplyUntilItIsWritten() {
		this.one.writeInbound(request(100));
		assertThat(this.memory.batchBytes()).isEqualTo(StoreMemory.SMALL);
		var _ = this.one.write(Unpooled.buffer(4 * LARGE).writeZero(4 * LARGE));
		assertThat(this.memory.reserved()).isEqualTo(4 * LARGE);
		this.one.flush();
		assertThat(this.memory.reserved()).isZero();
	}

	@Test
	void takesSmallerBatchesWhileLittleIsLeft() {
		StoreMemory some = new StoreMemory(16 << 20);
		assertThat(some.batchBytes()).isEqualTo(2 << 20);
		some.reserveBeyond(12 << 20);
		assertThat(some.batchBytes()).isEqualTo(1 << 19);
		some.reserveBeyond(12 << 20);
		assertThat(some.batchBytes()).isEqualTo(StoreMemory.SMALL);
		assertThat(new StoreMemory(1 << 30).batchBytes()).isEqualTo(4 << 20);
	}

	private static ByteBuf request(int length) {
		return Unpooled.buffer(length).writeIntLE(length).writeZero(length - 4);
	}

	private static int received(EmbeddedChannel channel) {
		int bytes = 0;
		for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
			bytes += part.readableBytes();
			part.release();
		}
		return bytes;
	}

}
