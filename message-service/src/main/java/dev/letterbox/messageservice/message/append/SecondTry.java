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
 * What becomes of sends that a flush could not settle, each chat's on a thread of its
 * own, so that one slow or contended chat holds up no other. All of it ends with the
 * sends' own deadlines.
 * <p>
 * A send that is handed over to one of these methods has left its flush; it is offered to
 * the lane again, or answered, also where the work on it fails.
 */
class SecondTry {

	private static final int LONGEST_JITTER_MILLIS = 64;

	private static final int STORE_PAUSE_MILLIS = 100;

	private final MessageStore store;

	private final AppendMetrics metrics;

	private final Consumer<PendingSend> lane;

	private final Consumer<Throwable> failures;

	SecondTry(MessageStore store, AppendMetrics metrics, Consumer<PendingSend> lane, Consumer<Throwable> failures) {
		this.store = store;
		this.metrics = metrics;
		this.lane = lane;
		this.failures = failures;
	}

	/**
	 * The chat's tip was behind: reads it again, after a jitter that grows with the lost
	 * races, since whoever won is likely to write again at once.
	 */
	void afterLostRace(List<PendingSend> sends) {
		byChat(sends).forEach((chat, losers) -> {
			int races = losers.stream().mapToInt(PendingSend::loseRace).max().orElse(0);
			inBackground(losers, () -> {
				pause(ThreadLocalRandom.current().nextInt(Math.min(1 << Math.min(races, 16), LONGEST_JITTER_MILLIS)));
				offer(chat, losers);
			});
		});
	}

	/**
	 * Its id is in the store: answers from there.
	 */
	void afterTakenId(PendingSend send) {
		send.findIdTaken();
		afterDoubt(List.of(send));
	}

	/**
	 * The first of these sends of one chat met a taken key, its id's or its position's:
	 * looks all their ids up. Those that are stored are answered. The others go on; where
	 * the first is among them, they lost a race.
	 */
	void afterTakenKey(List<PendingSend> sends) {
		sends.forEach(PendingSend::turnBack);
		List<PendingSend> all = new ArrayList<>(sends);
		inBackground(all, () -> tellRaceFromReplay(all));
	}

	/**
	 * It is unknown which of them are stored: looks each up by its id before anything is
	 * numbered again, for as long as a client still waits for one.
	 */
	void afterDoubt(List<PendingSend> sends) {
		if (!sends.isEmpty()) {
			List<PendingSend> all = new ArrayList<>(sends);
			inBackground(all, () -> resolve(all));
		}
	}

	private void tellRaceFromReplay(List<PendingSend> sends) {
		PendingSend first = sends.getFirst();
		try {
			List<PendingSend> missing = settleStored(sends);
			if (missing.contains(first)) {
				this.metrics.lostRace();
				afterLostRace(missing);
			}
			else {
				offer(first.chat(), missing);
			}
		}
		catch (StoreUnavailableException ex) {
			giveUpUndoubted(sends, ex);
			resolve(sends);
		}
	}

	private void resolve(List<PendingSend> sends) {
		while (!sends.isEmpty()) {
			try {
				afterLostRace(settleStored(sends));
				return;
			}
			catch (StoreUnavailableException ex) {
				pause(STORE_PAUSE_MILLIS);
				sends.removeIf(PendingSend::isOver);
			}
		}
	}

	/**
	 * Answers those whose id is stored, and returns the others.
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
			Tip tip = Tip.of(this.store.tip(chat));
			sends.forEach((send) -> {
				send.hint(tip);
				this.lane.accept(send);
			});
		}
		catch (StoreUnavailableException ex) {
			giveUpUndoubted(sends, ex);
			pause(STORE_PAUSE_MILLIS);
			offer(chat, sends);
		}
	}

	/**
	 * Answers those that are certainly not stored, and leaves the others in the list.
	 */
	private static void giveUpUndoubted(List<PendingSend> sends, StoreUnavailableException cause) {
		sends.stream().filter((send) -> !send.isDoubtful()).forEach((send) -> send.giveUp(cause));
		sends.removeIf((send) -> !send.isDoubtful());
	}

	private static Map<String, List<PendingSend>> byChat(List<PendingSend> sends) {
		return sends.stream()
			.collect(Collectors.groupingBy(PendingSend::chat, Collectors.toCollection(ArrayList::new)));
	}

	/**
	 * Works on the sends on a thread of its own. A failure that the work does not expect
	 * answers them at once: otherwise their clients would wait until the deadline.
	 */
	private void inBackground(List<PendingSend> sends, Runnable work) {
		List<PendingSend> all = List.copyOf(sends);
		try {
			Thread.ofVirtual().name("second-try").start(() -> {
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
		sends.forEach((send) -> send.giveUp(cause));
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
