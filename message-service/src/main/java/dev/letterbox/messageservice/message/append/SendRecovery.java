package dev.letterbox.messageservice.message.append;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.MessageStore;

/**
 * Recovers sends that a flush could not settle. Each chat is worked on in a thread of its
 * own, so that a slow or contended chat delays no other. The recovery of a send ends at
 * its deadline.
 * <p>
 * A send that is passed to one of these methods has left its flush. It is offered to the
 * lane again or answered, also if its recovery fails.
 */
class SendRecovery {

	private static final int LONGEST_JITTER_MILLIS = 64;

	private static final int STORE_PAUSE_MILLIS = 100;

	private final MessageStore store;

	private final TipCache tips;

	private final AppendMetrics metrics;

	private final Consumer<PendingSend> lane;

	private final Consumer<Throwable> failures;

	SendRecovery(MessageStore store, TipCache tips, AppendMetrics metrics, Consumer<PendingSend> lane,
			Consumer<Throwable> failures) {
		this.store = store;
		this.tips = tips;
		this.metrics = metrics;
		this.lane = lane;
		this.failures = failures;
	}

	/**
	 * The chat's tip was behind: reads it again, after a jitter that grows with the
	 * number of conflicts, since the replica that won is likely to write again at once.
	 */
	void afterConflict(List<PendingSend> sends) {
		byChat(sends).forEach((chat, sendsOfChat) -> {
			int conflicts = sendsOfChat.stream().mapToInt(PendingSend::recordConflict).max().orElse(0);
			inBackground(sendsOfChat, () -> {
				pause(ThreadLocalRandom.current()
					.nextInt(Math.min(1 << Math.min(conflicts, 16), LONGEST_JITTER_MILLIS)));
				offer(chat, sendsOfChat);
			});
		});
	}

	/**
	 * The send's id is in the store: answers it with the stored message.
	 */
	void afterTakenId(PendingSend send) {
		send.markIdTaken();
		afterUnknown(List.of(send));
	}

	/**
	 * The first of these sends of one chat met a taken key, its id's or its position's:
	 * looks all their ids up. Those that are stored are answered. The others are offered
	 * again; if the first is among them, its position was taken.
	 */
	void afterTakenKey(List<PendingSend> sends) {
		sends.forEach(PendingSend::markWaiting);
		List<PendingSend> all = new ArrayList<>(sends);
		inBackground(all, () -> lookUpTakenKey(all));
	}

	/**
	 * It is unknown which of the sends are stored: looks each up by its id before any of
	 * them gets another position, until the last deadline.
	 */
	void afterUnknown(List<PendingSend> sends) {
		if (!sends.isEmpty()) {
			List<PendingSend> all = new ArrayList<>(sends);
			inBackground(all, () -> resolve(all));
		}
	}

	private void lookUpTakenKey(List<PendingSend> sends) {
		PendingSend first = sends.getFirst();
		try {
			List<PendingSend> missing = settleStored(sends);
			if (missing.contains(first)) {
				this.metrics.positionConflict();
				afterConflict(missing);
			}
			else {
				offer(first.chat(), missing);
			}
		}
		catch (StoreUnavailableException ex) {
			failNotStored(sends, ex);
			resolve(sends);
		}
	}

	private void resolve(List<PendingSend> sends) {
		while (!sends.isEmpty()) {
			try {
				afterConflict(settleStored(sends));
				return;
			}
			catch (StoreUnavailableException ex) {
				pause(STORE_PAUSE_MILLIS);
				sends.removeIf(PendingSend::isOver);
			}
		}
	}

	/**
	 * Answers the sends whose id is stored, and returns the others.
	 */
	private List<PendingSend> settleStored(List<PendingSend> sends) {
		Map<Object, Message> stored = this.store.withIds(sends.stream().map(PendingSend::id).toList())
			.stream()
			.collect(Collectors.toMap(Message::id, Function.identity()));
		List<PendingSend> missing = new ArrayList<>();
		for (PendingSend send : sends) {
			Message message = stored.get(send.id());
			if (message == null) {
				missing.add(send);
			}
			else {
				send.settle(message);
			}
		}
		return missing;
	}

	private void offer(String chat, List<PendingSend> sends) {
		sends.removeIf(PendingSend::isOver);
		if (sends.isEmpty()) {
			return;
		}
		try {
			this.metrics.tipRead();
			this.tips.put(chat, Tip.of(this.store.tip(chat)));
			sends.forEach(this.lane);
		}
		catch (StoreUnavailableException ex) {
			failNotStored(sends, ex);
			pause(STORE_PAUSE_MILLIS);
			offer(chat, sends);
		}
	}

	/**
	 * Answers the sends that are certainly not stored, and leaves the others in the list.
	 */
	private static void failNotStored(List<PendingSend> sends, StoreUnavailableException cause) {
		sends.stream().filter((send) -> !send.mayBeStored()).forEach((send) -> send.fail(cause));
		sends.removeIf((send) -> !send.mayBeStored());
	}

	private static Map<String, List<PendingSend>> byChat(List<PendingSend> sends) {
		return sends.stream()
			.collect(Collectors.groupingBy(PendingSend::chat, Collectors.toCollection(ArrayList::new)));
	}

	/**
	 * Works on the sends on a thread of its own. An unexpected failure answers them at
	 * once: otherwise their clients would wait until the deadline.
	 */
	private void inBackground(List<PendingSend> sends, Runnable work) {
		List<PendingSend> all = List.copyOf(sends);
		try {
			Thread.ofVirtual().name("send-recovery").start(() -> {
				try {
					work.run();
				}
				catch (Throwable ex) {
					failed(all, ex);
				}
			});
		}
		catch (Throwable ex) {
			failed(all, ex);
		}
	}

	private void failed(List<PendingSend> sends, Throwable failure) {
		StoreUnavailableException cause = new StoreUnavailableException(Reason.STORE_FAILED, failure);
		sends.forEach((send) -> send.fail(cause));
		this.failures.accept(failure);
	}

	private static void pause(int millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
