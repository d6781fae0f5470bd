package dev.letterbox.meshtests.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests in the background, and whether they are held. */
final class HeldRequests implements AutoCloseable {

	/** How late a wait may end after a send was acknowledged. */
	static final Duration LATEST = Duration.ofSeconds(2);

	/** An answer in less was not held for the seconds that the tests ask for. */
	static final Duration AT_ONCE = Duration.ofSeconds(5);

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	CompletableFuture<Timed> get(Client at, String pathAndQuery, String preference) {
		return start(() -> at.get(pathAndQuery, "Prefer", preference));
	}

	CompletableFuture<Timed> start(Supplier<Reply> request) {
		return CompletableFuture.supplyAsync(() -> {
			long begun = System.nanoTime();
			return new Timed(request.get(), begun, System.nanoTime());
		}, this.threads);
	}

	/** They are held for longer than a request takes that is not. */
	static void assertStillHeld(List<CompletableFuture<Timed>> requests) {
		for (CompletableFuture<Timed> one : requests) {
			assertThat(one.copy().completeOnTimeout(Timed.NONE, 400, TimeUnit.MILLISECONDS).join())
				.isSameAs(Timed.NONE);
		}
	}

	static void assertNotHeld(CompletableFuture<Timed> request) {
		Timed answer = request.join();
		assertThat(answer.reply().status()).isEqualTo(200);
		assertThat(answer.reply().header("Preference-Applied")).isEmpty();
		assertThat(answer.took()).isLessThan(AT_ONCE);
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/** An answer with the times (nanoseconds) of request and answer. */
	record Timed(Reply reply, long begun, long ended) {

		static final Timed NONE = new Timed(Reply.NONE, 0, 0);

		Duration took() {
			return Duration.ofNanos(this.ended - this.begun);
		}

		Duration since(long nanos) {
			return Duration.ofNanos(this.ended - nanos);
		}

	}

}
