package dev.letterbox.apigateway.deadline;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * When deadlines run, and with how many timers.
 */
class DeadlinesTests {

	private static final Duration TIMEOUT = Duration.ofMillis(200);

	private final AtomicInteger timers = new AtomicInteger();

	private final EventExecutor executor = new DefaultEventExecutor();

	private final EventExecutor loop = countingTimers(this.executor, this.timers);

	private final DeadlineQueue queue = new DeadlineQueue(this.loop, TIMEOUT);

	private final List<Integer> passed = new ArrayList<>();

	@AfterEach
	void endsTheLoop() {
		this.executor.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
	}

	@Test
	void passInOrderExceptForThoseThatAreCancelled() {
		List<Deadline> deadlines = new ArrayList<>();
		onLoop(() -> {
			for (int i = 0; i < 6; i++) {
				int number = i;
				deadlines.add(this.queue.add(() -> {
					this.passed.add(number);
					deadlines.get(4).cancel();
				}));
			}
			deadlines.get(0).cancel();
			deadlines.get(2).cancel();
			deadlines.get(2).cancel();
		});
		Awaitility.await().until(() -> onLoopGet(() -> this.passed.size()) == 3);
		assertThat(onLoopGet(() -> List.copyOf(this.passed))).containsExactly(1, 3, 5);
	}

	@Test
	void passNotBeforeTheirTime() {
		long begun = System.nanoTime();
		AtomicBoolean again = new AtomicBoolean();
		onLoop(() -> this.queue.add(() -> this.queue.add(() -> again.set(true))));
		Awaitility.await().untilTrue(again);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(TIMEOUT.multipliedBy(2));
	}

	@Test
	void shareOneTimer() {
		AtomicBoolean last = new AtomicBoolean();
		onLoop(() -> {
			for (int i = 0; i < 10_000; i++) {
				this.queue.add(() -> last.set(false)).cancel();
			}
			this.queue.add(() -> last.set(true));
		});
		Awaitility.await().untilTrue(last);
		assertThat(this.timers.get()).isLessThanOrEqualTo(2);
	}

	@Test
	void belongToTheEventLoop() {
		assertThatIllegalStateException().isThrownBy(() -> this.queue.add(() -> {
		}));
	}

	@Test
	void cancelAnOperationAndFail() {
		AtomicBoolean cancelled = new AtomicBoolean();
		Mono<Object> never = Mono.never().doOnCancel(() -> cancelled.set(true));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> limited(never).block(Duration.ofSeconds(10)))
			.withCauseInstanceOf(TimeoutException.class)
			.withStackTraceContaining("late");
		assertThat(cancelled).isTrue();
	}

	@Test
	void doNotConcernAnOperationThatEndsBefore() {
		assertThat(limited(Mono.just(1)).block()).isEqualTo(1);
		assertThat(limited(Mono.empty()).blockOptional()).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> limited(Mono.error(new IllegalStateException())).block());
	}

	@Test
	void letAnOperationGoOnIfThereIsNoFailure() {
		Mono<Long> late = Mono.delay(TIMEOUT.multipliedBy(3));
		AtomicInteger asked = new AtomicInteger();
		Mono<Long> limited = new Deadlines(TIMEOUT).limit(late, this.loop, () -> {
			asked.incrementAndGet();
			return null;
		}).subscribeOn(Schedulers.fromExecutor(this.loop));
		assertThat(limited.block()).isZero();
		assertThat(asked).hasValue(1);
	}

	private static EventExecutor countingTimers(EventExecutor executor, AtomicInteger timers) {
		InvocationHandler handler = (proxy, method, arguments) -> {
			if (method.getName().equals("schedule")) {
				timers.incrementAndGet();
			}
			return method.invoke(executor, arguments);
		};
		return (EventExecutor) Proxy.newProxyInstance(DeadlinesTests.class.getClassLoader(),
				new Class<?>[] { EventExecutor.class }, handler);
	}

	private <T> Mono<T> limited(Mono<T> operation) {
		return new Deadlines(TIMEOUT).limit(operation, this.loop, () -> new TimeoutException("late"))
			.subscribeOn(Schedulers.fromExecutor(this.loop));
	}

	private void onLoop(Runnable action) {
		this.loop.submit(action).syncUninterruptibly();
	}

	private <T> T onLoopGet(Callable<T> value) {
		return this.loop.submit(value).syncUninterruptibly().getNow();
	}

}
