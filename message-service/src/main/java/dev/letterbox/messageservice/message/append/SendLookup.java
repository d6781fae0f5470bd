package dev.letterbox.messageservice.message.append;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.store.MessageStore;

/**
 * Finds out which sends have a stored message, by their ids, and answers those.
 */
class SendLookup {

	private final MessageStore store;

	SendLookup(MessageStore store) {
		this.store = store;
	}

	/**
	 * Answers the sends whose id is stored, with one query for all, and returns the
	 * others in their order.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	List<PendingSend> settleStored(List<PendingSend> sends) {
		Map<Object, Message> stored = this.store.withIds(sends.stream().map(PendingSend::id).distinct().toList())
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

}
