package dev.letterbox.messageservice.message.append;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.letterbox.messageservice.message.StoreUnavailableException;

/**
 * Prepares sends of many chats for another flush after a flush that met stale tips more
 * than once, as when another replica served the chats meanwhile: presumably the other
 * tips are stale too. Reads all of them in parallel, and looks up what may be a replay
 * with one query, so that the next insert is likely to succeed.
 * <p>
 * The sends return to the lane together. A chat whose tip takes longer than the limit
 * returns on its own.
 */
class TipRefresh {

	private final TipCache tips;

	private final SendLookup lookup;

	private final SendQueue lane;

	private final SendRecovery recovery;

	private final BackgroundWork background;

	private final long longestWaitNanos;

	TipRefresh(TipCache tips, SendLookup lookup, SendQueue lane, SendRecovery recovery, BackgroundWork background,
			AppendSettings settings) {
		this.tips = tips;
		this.lookup = lookup;
		this.lane = lane;
		this.recovery = recovery;
		this.background = background;
		this.longestWaitNanos = settings.refreshWait().toNanos();
	}

	/**
	 * Refreshes what is known about sends that have left their flush without being tried.
	 */
	void refresh(List<PendingSend> sends) {
		if (sends.isEmpty()) {
			return;
		}
		Map<String, List<PendingSend>> chats = sends.stream()
			.collect(Collectors.groupingBy(PendingSend::chat, Collectors.toCollection(ArrayList::new)));
		chats.keySet().forEach(this.tips::forget);
		sends.forEach(PendingSend::markWaiting);
		Round round = new Round(chats.size());
		chats.forEach((chat, ofChat) -> this.background.start(ofChat, () -> readTip(chat, ofChat, round)));
		List<PendingSend> all = List.copyOf(sends);
		this.background.start(all, () -> {
			settleReplays(all);
			this.lane.addFirst(round.end(all));
		});
	}

	private void readTip(String chat, List<PendingSend> sends, Round round) {
		boolean known = false;
		try {
			this.tips.read(chat);
			known = true;
		}
		catch (StoreUnavailableException ex) {
			this.recovery.afterFailedRead(chat, sends, ex);
		}
		finally {
			if (!round.arrived(chat, known) && known) {
				this.lane.addFirst(sends);
			}
		}
	}

	private void settleReplays(List<PendingSend> sends) {
		List<PendingSend> candidates = sends.stream().filter(PendingSend::mayHaveStoredId).toList();
		if (!candidates.isEmpty()) {
			try {
				this.lookup.settleStored(candidates);
			}
			catch (StoreUnavailableException ex) {
				// Their next insert finds out.
			}
		}
	}

	/**
	 * The chats whose tip was read before the sends return to the lane.
	 */
	private final class Round {

		private final Set<String> known = new HashSet<>();

		private final CountDownLatch pending;

		private boolean over;

		Round(int chats) {
			this.pending = new CountDownLatch(chats);
		}

		/**
		 * The read of a chat's tip has ended; false if the round is over.
		 */
		synchronized boolean arrived(String chat, boolean successfully) {
			if (successfully && !this.over) {
				this.known.add(chat);
			}
			this.pending.countDown();
			return !this.over;
		}

		/**
		 * Waits for the chats and returns the sends of those that arrived in time.
		 */
		List<PendingSend> end(List<PendingSend> sends) {
			try {
				this.pending.await(TipRefresh.this.longestWaitNanos, TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			synchronized (this) {
				this.over = true;
			}
			List<PendingSend> ready = new ArrayList<>(sends);
			ready.removeIf((send) -> !this.known.contains(send.chat()));
			return ready;
		}

	}

}
