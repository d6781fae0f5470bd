package dev.letterbox.messageservice.message.append;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.ChatStore;

/**
 * Writes the documents of new chats. No position 0 is tried before its chat's document is
 * known to be stored, so that a chat is listed from its first message on.
 * <p>
 * Sends to new chats leave their flush for that, and return to their lane: the lane's
 * other sends do not wait. One write is under way at most; the sends that come meanwhile
 * share the next one.
 */
class ChatRecorder {

	private final ChatStore chats;

	private final TipCache tips;

	private final SendRecovery recovery;

	private final SendQueue lane;

	private final BackgroundWork background;

	private final List<PendingSend> waiting = new ArrayList<>();

	private boolean writing;

	ChatRecorder(ChatStore chats, TipCache tips, SendRecovery recovery, SendQueue lane, BackgroundWork background) {
		this.chats = chats;
		this.tips = tips;
		this.recovery = recovery;
		this.lane = lane;
		this.background = background;
	}

	/**
	 * Takes the sends of a flush whose chat is empty and has not got its document yet,
	 * and returns the others.
	 * @param known the tips of their chats
	 */
	List<PendingSend> takeUnrecorded(List<PendingSend> sends, Map<String, Tip> known) {
		Set<String> unrecorded = new HashSet<>();
		known.forEach((chat, tip) -> {
			if (tip.isEmpty()) {
				unrecorded.add(chat);
			}
		});
		if (unrecorded.isEmpty()) {
			return sends;
		}
		sends.stream().filter(PendingSend::isChatRecorded).map(PendingSend::chat).forEach(unrecorded::remove);
		List<PendingSend> taken = new ArrayList<>();
		List<PendingSend> others = new ArrayList<>();
		sends.forEach((send) -> (unrecorded.contains(send.chat()) ? taken : others).add(send));
		record(taken);
		return others;
	}

	private void record(List<PendingSend> sends) {
		sends.forEach(PendingSend::markWaiting);
		boolean idle;
		synchronized (this) {
			this.waiting.addAll(sends);
			idle = !this.writing;
		}
		if (idle) {
			writeNext();
		}
	}

	/**
	 * Starts the write for all sends that wait. Where that fails unexpectedly, the next
	 * send starts a write again.
	 */
	private void writeNext() {
		boolean started = false;
		try {
			List<PendingSend> batch = takeWaiting();
			if (!batch.isEmpty()) {
				this.background.start(batch, () -> write(batch), this::writeNext);
			}
			started = true;
		}
		finally {
			if (!started) {
				endWriting();
			}
		}
	}

	private synchronized List<PendingSend> takeWaiting() {
		List<PendingSend> batch = List.copyOf(this.waiting);
		this.waiting.clear();
		this.writing = !batch.isEmpty();
		return batch;
	}

	private synchronized void endWriting() {
		this.writing = false;
	}

	private void write(List<PendingSend> batch) {
		List<PendingSend> sends = new ArrayList<>(batch);
		sends.removeIf(PendingSend::isOver);
		Set<String> names = new LinkedHashSet<>();
		for (PendingSend send : sends) {
			Tip tip = this.tips.get(send.chat());
			if (tip == null || tip.isEmpty()) {
				names.add(send.chat());
			}
		}
		try {
			this.chats.record(names);
		}
		catch (StoreUnavailableException ex) {
			this.recovery.afterUnrecordedChat(sends, ex);
			return;
		}
		sends.forEach(PendingSend::markChatRecorded);
		this.lane.addAll(sends);
	}

}
