package dev.letterbox.messageservice.message.store;

import java.util.ArrayList;
import java.util.List;

import dev.letterbox.messageservice.message.store.connection.StoreCircuit;
import dev.letterbox.messageservice.message.store.connection.PrimaryLease;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Repository;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Projections.excludeId;
import static com.mongodb.client.model.Projections.fields;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

/**
 * How far the chats of a store that an earlier version wrote have got their documents.
 * All replicas share one state, a document among the chats whose {@code _id} can't be the
 * name of a chat: where the chats are dropped, their completion begins again.
 */
@Repository
public class ChatCompletionStore {

	private static final String STATE = "completion";

	private final MongoCollection<Document> chats;

	private final MongoCollection<Document> messages;

	private final StoreCircuit circuit;

	private final PrimaryLease lease;

	ChatCompletionStore(MongoOperations mongo, StoreCircuit circuit, PrimaryLease lease) {
		this.chats = ChatStore.durable(mongo.getCollection(ChatStore.COLLECTION));
		this.messages = ChatStore.durable(mongo.getCollection(MessageCodec.COLLECTION));
		this.circuit = circuit;
		this.lease = lease;
	}

	/**
	 * The state of the completion, which begins now if it has not begun yet.
	 * @param now the time in Unix seconds
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	public State state(long now) {
		return this.circuit.guardedWrite(() -> {
			Document found = this.chats.find(eq("_id", STATE)).first();
			if (found == null) {
				this.chats.updateOne(eq("_id", STATE),
						combine(setOnInsert("begun", now), setOnInsert("passes", 0L), setOnInsert("after", "")),
						new UpdateOptions().upsert(true));
				return new State(now, 0, "");
			}
			return new State(found.get("begun", Number.class).longValue(),
					found.get("passes", Number.class).longValue(), found.getString("after"));
		});
	}

	/**
	 * Replaces the state, unless another replica was faster.
	 */
	public boolean advance(State from, State to) {
		return this.circuit.guardedWrite(
				() -> this.chats
					.updateOne(and(eq("_id", STATE), eq("passes", from.passes()), eq("after", from.after())),
							combine(set("passes", to.passes()), set("after", to.after())))
					.getModifiedCount() == 1);
	}

	/**
	 * The names of chats that have messages, in their order: for each a seek along
	 * {@code chat_position} to the first message of the next chat. Names that are not
	 * canonical, which no request can mean, are left out.
	 * @param after the name to start behind, or empty
	 */
	public Step step(String after, int count) {
		List<String> names = new ArrayList<>();
		String last = after;
		for (int i = 0; i < count; i++) {
			String next = nextChat(last);
			if (next == null) {
				return new Step(names, null);
			}
			if (isCanonical(next)) {
				names.add(next);
			}
			last = next;
		}
		return new Step(names, last);
	}

	private @Nullable String nextChat(String after) {
		List<Document> first = this.lease.read(() -> this.circuit.read(this.messages,
				(messages) -> messages.find(gt("chat", after))
					.sort(ascending("chat", "position"))
					.projection(fields(include("chat"), excludeId()))
					.limit(1)
					.into(new ArrayList<>())));
		return first.isEmpty() ? null : first.getFirst().getString("chat");
	}

	private static boolean isCanonical(String name) {
		try {
			return Chat.of(name).canonical().equals(name);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * The state of the completion.
	 *
	 * @param begun when it began, in Unix seconds
	 * @param passes how many passes over all chats have ended
	 * @param after the last chat that the current pass has completed, or empty
	 */
	public record State(long begun, long passes, String after) {

		/** The state once the chats up to this one are completed. */
		public State completedTo(String chat) {
			return new State(this.begun, this.passes, chat);
		}

		/** The state at the end of the current pass. */
		public State passEnded() {
			return new State(this.begun, this.passes + 1, "");
		}

	}

	/**
	 * Consecutive chats.
	 *
	 * @param chats their canonical names
	 * @param last the last name that was visited, or null if no further chat has messages
	 */
	public record Step(List<String> chats, @Nullable String last) {

	}

}
