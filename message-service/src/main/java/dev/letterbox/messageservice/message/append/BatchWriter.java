package dev.letterbox.messageservice.message.append;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.recent.RecentMessages;
import dev.letterbox.messageservice.message.store.InsertResult;
import dev.letterbox.messageservice.message.store.MessageStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toSet;

/**
 * Writes a batch of sends with at most three inserts, and hands to the recovery what they
 * do not store.
 * <p>
 * A position is tried only after the position before it is known to be stored, or in the
 * same ordered insert directly after it; position 0 after the chat's document. That keeps
 * every chat dense in all branches below.
 * <p>
 * One taken position is most likely a contended chat: only that chat leaves the batch.
 * With a second one the other tips are presumably stale as well, and the rest leaves the
 * batch. With one taken id all sends leave it that may be replays.
 */
class BatchWriter {

	private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

	private final MessageStore store;

	private final RecentMessages recent;

	private final Clock clock;

	private final TipCache tips;

	private final SendRecovery recovery;

	private final TipRefresh refresh;

	private final ChatRecorder chats;

	private final SendQueue lane;

	private final AppendMetrics metrics;

	BatchWriter(MessageStore store, RecentMessages recent, Clock clock, TipCache tips, SendRecovery recovery,
			TipRefresh refresh, ChatRecorder chats, SendQueue lane, AppendMetrics metrics) {
		this.store = store;
		this.recent = recent;
		this.clock = clock;
		this.tips = tips;
		this.recovery = recovery;
		this.refresh = refresh;
		this.chats = chats;
		this.lane = lane;
		this.metrics = metrics;
	}

	/**
	 * Writes the batch. On return each send is answered, waits in its lane, or is being
	 * recovered.
	 */
	void write(List<PendingSend> batch) {
		boolean contended = false;
		List<PendingSend> rest = batch;
		while (!rest.isEmpty()) {
			Map<String, Tip> known = new HashMap<>();
			List<PendingSend> sends = withTips(rest, known);
			if (sends.isEmpty()) {
				return;
			}
			Attempt attempt = new Attempt(sends, assignPositions(sends, known));
			InsertResult result = insert(attempt.messages());
			rest = settle(attempt, result, contended);
			contended |= result instanceof InsertResult.PositionTaken || result instanceof InsertResult.KeyTaken;
		}
	}

	/**
	 * Drops the sends whose client has been answered, and hands those whose chat's tip
	 * was forgotten since they were offered to the recovery. Those that would begin a
	 * chat leave the batch until the chat has its document.
	 */
	private List<PendingSend> withTips(List<PendingSend> batch, Map<String, Tip> known) {
		List<PendingSend> withTip = new ArrayList<>(batch.size());
		List<PendingSend> withoutTip = new ArrayList<>();
		for (PendingSend send : batch) {
			if (send.tryStart()) {
				boolean found = known.computeIfAbsent(send.chat(), this.tips::get) != null;
				(found ? withTip : withoutTip).add(send);
			}
		}
		this.recovery.afterConflict(withoutTip);
		return this.chats.takeUnrecorded(withTip, known);
	}

	private List<Message> assignPositions(List<PendingSend> sends, Map<String, Tip> known) {
		long now = this.clock.instant().getEpochSecond();
		List<Message> messages = new ArrayList<>(sends.size());
		for (PendingSend send : sends) {
			Tip position = Objects.requireNonNull(known.get(send.chat())).next(now);
			known.put(send.chat(), position);
			messages.add(send.startInsert(position));
		}
		return messages;
	}

	private InsertResult insert(List<Message> messages) {
		long begun = System.nanoTime();
		InsertResult result = this.store.insert(messages);
		if (!(result instanceof InsertResult.NotTried)) {
			this.metrics.flushed(messages.size(), System.nanoTime() - begun);
		}
		return result;
	}

	/**
	 * Answers the sends whose outcome is known, and returns those to be inserted at once.
	 * @param contended whether an earlier insert of the batch met a taken position
	 */
	private List<PendingSend> settle(Attempt attempt, InsertResult result, boolean contended) {
		return switch (result) {
			case InsertResult.Complete() -> {
				stored(attempt, attempt.sends().size());
				yield List.of();
			}
			case InsertResult.IdTaken(int index) -> {
				stored(attempt, index);
				PendingSend taken = attempt.sends().get(index);
				Split rest = attempt.split(index, (send) -> send.equals(taken) || send.mayHaveStoredId());
				this.recovery.afterTakenId(rest.leaving());
				yield rest.staying();
			}
			case InsertResult.PositionTaken(int index) -> {
				stored(attempt, index);
				this.metrics.positionConflict();
				Split rest = withoutChat(attempt, index);
				this.recovery.afterConflict(rest.leaving());
				yield contended ? refresh(attempt, index, rest.staying()) : rest.staying();
			}
			case InsertResult.KeyTaken(int index) -> {
				stored(attempt, index);
				Split rest = withoutChat(attempt, index);
				this.recovery.afterTakenKey(rest.leaving());
				yield contended ? refresh(attempt, index, rest.staying()) : rest.staying();
			}
			case InsertResult.Refused(int index, Exception cause) -> {
				stored(attempt, index);
				notStored(attempt.sends().subList(index, attempt.sends().size()),
						new StoreUnavailableException(Reason.STORE_REFUSED, cause));
				yield List.of();
			}
			case InsertResult.Unknown(Exception cause) -> {
				unknown(attempt.sends(), cause);
				yield List.of();
			}
			case InsertResult.NotTried(Exception cause) -> {
				notStored(attempt.sends(), new StoreUnavailableException(Reason.of(cause), cause));
				yield List.of();
			}
		};
	}

	private void stored(Attempt attempt, int count) {
		for (int i = 0; i < count; i++) {
			Message message = attempt.messages().get(i);
			this.tips.putWritten(message.chat(), new Tip(message.position(), message.sendTime()));
			this.recent.add(message);
			attempt.sends().get(i).stored(message);
		}
	}

	/**
	 * Takes the send at the index, whose position or id is taken, and the later sends of
	 * its chat out of the batch.
	 */
	private Split withoutChat(Attempt attempt, int index) {
		String contended = attempt.sends().get(index).chat();
		this.tips.forgetContended(contended);
		return attempt.split(index, (send) -> send.chat().equals(contended));
	}

	/**
	 * Takes the rest out of the batch. Sends of chats that this insert stored messages of
	 * return to the lane, since their tip is known; the other tips are read again.
	 */
	private List<PendingSend> refresh(Attempt attempt, int index, List<PendingSend> rest) {
		Set<String> known = attempt.messages().subList(0, index).stream().map(Message::chat).collect(toSet());
		Split split = Split.of(rest, (send) -> !known.contains(send.chat()));
		split.staying().forEach(PendingSend::markWaiting);
		this.lane.addFirst(split.staying());
		this.refresh.refresh(split.leaving());
		return List.of();
	}

	private void unknown(List<PendingSend> sends, Exception cause) {
		this.metrics.flushUnknown();
		log.warn("{} messages may or may not be stored: {}", sends.size(), cause.getMessage());
		for (PendingSend send : sends) {
			this.tips.forget(send.chat());
			send.markUnknown();
		}
		this.recovery.afterUnknown(sends);
	}

	/**
	 * Refuses sends that this insert did not store, except for those that an earlier one
	 * may have stored: these are looked up.
	 */
	private void notStored(List<PendingSend> sends, StoreUnavailableException refusal) {
		List<PendingSend> unknown = sends.stream().filter(PendingSend::mayBeStored).toList();
		sends.forEach(PendingSend::markWaiting);
		this.recovery.afterUnknown(unknown);
		sends.stream().filter((send) -> !send.mayBeStored()).forEach((send) -> send.fail(refusal));
	}

	/**
	 * What one insert carries: sends, and their messages at the same index.
	 */
	private record Attempt(List<PendingSend> sends, List<Message> messages) {

		Split split(int from, Predicate<PendingSend> leaving) {
			return Split.of(this.sends.subList(from, this.sends.size()), leaving);
		}

	}

	/**
	 * Sends that leave the batch, and sends that stay in it.
	 */
	private record Split(List<PendingSend> leaving, List<PendingSend> staying) {

		static Split of(List<PendingSend> sends, Predicate<PendingSend> leaving) {
			Map<Boolean, List<PendingSend>> parts = sends.stream().collect(partitioningBy(leaving));
			return new Split(parts.getOrDefault(true, List.of()), parts.getOrDefault(false, List.of()));
		}

	}

}
