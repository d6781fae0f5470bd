package dev.letterbox.messageservice.message.append;

import java.util.List;
import java.util.function.Consumer;

import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;

/**
 * Runs the recovery of sends on threads of their own. An unexpected failure answers them
 * at once: otherwise their clients would wait until the deadline.
 */
class BackgroundWork {

	private final Consumer<Throwable> failures;

	BackgroundWork(Consumer<Throwable> failures) {
		this.failures = failures;
	}

	/**
	 * Starts work on the sends, which may remove those that are settled from its own list
	 * of them.
	 */
	void start(List<PendingSend> sends, Runnable work) {
		start(sends, work, () -> {
		});
	}

	/**
	 * As {@link #start(List, Runnable)}.
	 * @param end what is done in any case after the work, or instead of it if it can't be
	 * started
	 */
	void start(List<PendingSend> sends, Runnable work, Runnable end) {
		List<PendingSend> all = List.copyOf(sends);
		try {
			Thread.ofVirtual().name("send-recovery").start(() -> {
				try {
					work.run();
				}
				catch (Throwable ex) {
					failed(all, ex);
				}
				finally {
					end.run();
				}
			});
		}
		catch (Throwable ex) {
			try {
				failed(all, ex);
			}
			finally {
				end.run();
			}
		}
	}

	/**
	 * Waits a little; less if the thread is interrupted.
	 */
	static void pause(int millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void failed(List<PendingSend> sends, Throwable failure) {
		StoreUnavailableException cause = new StoreUnavailableException(Reason.STORE_FAILED, failure);
		sends.forEach((send) -> send.fail(cause));
		this.failures.accept(failure);
	}

}
