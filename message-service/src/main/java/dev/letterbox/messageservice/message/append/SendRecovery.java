package dev.letterbox.messageservice.message.append;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

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

	private static final int LONGEST_JITTER_MILLIS = 8;

	private static final int STORE_PAUSE_MILLIS = 100;

	private final MessageStore store;

	private final TipCache tips;

	private final SendLookup lookup;

	private final SendQueue lane;

	private final BackgroundWork background;

	private final AppendMetrics metrics;

	SendRecovery(MessageStore store, TipCache tips, SendLookup lookup, SendQueue lane, BackgroundWork background,
			AppendMetrics metrics) {
		this.store = store;
		this.tips = tips;
		this.lookup = lookup;
		this.lane = lane;
		this.background = background;
		this.metrics = metrics;
	}

	/**
	 * The chat's tip was behind: reads it again, after a jitter. The sends then come
	 * first in the next flush, since every flush that they wait for makes another
	 * conflict more likely.
	 */
	void afterConflict(List<PendingSend> sends) {
		byChat(sends).forEach((chat, sendsOfChat) -> {
			int conflicts = sendsOfChat.stream().mapToInt(PendingSend::recordConflict).max().orElse(0);
			this.background.start(sendsOfChat, () -> {
				BackgroundWork.pause(ThreadLocalRandom.current()
					.nextInt(Math.min(1 << Math.min(conflicts, 16), LONGEST_JITTER_MILLIS)));
				offer(chat, sendsOfChat);
			});
		});
	}

	/**
	 * The first of these sends met its id in the store, and the others may be replays
	 * too: looks all their ids up. Those that are stored are answered. The others return
	 * to the lane, which tried none of them.
	 */
	void afterTakenId(List<PendingSend> sends) {
		PendingSend first = sends.getFirst();
		first.markIdTaken();
		List<PendingSend> others = sends.subList(1, sends.size());
		others.forEach(PendingSend::markWaiting);
		List<PendingSend> all = List.copyOf(sends);
		this.background.start(all, () -> lookUpTakenId(all));
	}

	/**
	 * The first of these sends of one chat met a taken key, its id's or its position's:
	 * looks all their ids up. Those that are stored are answered. The others are offered
	 * again; if the first is among them, its position was taken.
	 */
	void afterTakenKey(List<PendingSend> sends) {
		sends.forEach(PendingSend::markWaiting);
		List<PendingSend> all = new ArrayList<>(sends);
		this.background.start(all, () -> lookUpTakenKey(all));
	}

	/**
	 * It is unknown which of the sends are stored: looks each up by its id before any of
	 * them gets another position, until the last deadline.
	 */
	void afterUnknown(List<PendingSend> sends) {
		if (!sends.isEmpty()) {
			List<PendingSend> all = new ArrayList<>(sends);
			this.background.start(all, () -> resolve(all));
		}
	}

	/**
	 * A chat's tip could not be read: answers the sends that are certainly not stored,
	 * and tries again for the others. Works on the caller's thread.
	 */
	void afterFailedRead(String chat, List<PendingSend> sends, StoreUnavailableException cause) {
		failNotStored(sends, cause);
		BackgroundWork.pause(STORE_PAUSE_MILLIS);
		offer(chat, sends);
	}

	/**
	 * It is not certain that the chats of these sends have their documents, so that none
	 * of them was tried: answers those that no earlier attempt can have stored, and looks
	 * the others up.
	 */
	void afterUnrecordedChat(List<PendingSend> sends, StoreUnavailableException cause) {
		failNotStored(sends, cause);
		afterUnknown(sends);
	}

	private void lookUpTakenId(List<PendingSend> sends) {
		List<PendingSend> missing;
		try {
			missing = new ArrayList<>(this.lookup.settleStored(sends));
		}
		catch (StoreUnavailableException ex) {
			missing = new ArrayList<>(sends);
		}
		PendingSend first = sends.getFirst();
		boolean unsettled = missing.remove(first);
		this.lane.addFirst(missing);
		if (unsettled) {
			resolve(new ArrayList<>(List.of(first)));
		}
	}

	private void lookUpTakenKey(List<PendingSend> sends) {
		PendingSend first = sends.getFirst();
		try {
			List<PendingSend> missing = this.lookup.settleStored(sends);
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
				afterConflict(this.lookup.settleStored(sends));
				return;
			}
			catch (StoreUnavailableException ex) {
				BackgroundWork.pause(STORE_PAUSE_MILLIS);
				sends.removeIf(PendingSend::isOver);
			}
		}
	}

	private void offer(String chat, List<PendingSend> sends) {
		sends.removeIf(PendingSend::isOver);
		if (sends.isEmpty()) {
			return;
		}
		try {
			this.metrics.tipRead();
			this.tips.put(chat, Tip.of(this.store.tip(chat)));
			this.lane.addFirst(sends);
		}
		catch (StoreUnavailableException ex) {
			afterFailedRead(chat, sends, ex);
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

}
