package dev.letterbox.messageservice.message.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import dev.letterbox.messageservice.message.store.connection.StoreCircuit;
import dev.letterbox.messageservice.message.store.connection.PrimaryLease;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import dev.letterbox.messageservice.message.Chat;
import dev.letterbox.messageservice.message.ChatEnd;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TypeMismatchDataAccessException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Repository;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.excludeId;
import static com.mongodb.client.model.Projections.fields;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

/**
 * The chats in MongoDB: a document {@code {_id: canonical name, members: [a, b]}} for
 * each, written once, before the chat's first message. It says who takes part, and
 * nothing that changes: where a chat ends is read from its messages. A chat without
 * messages has been interrupted between the two writes.
 * <p>
 * Reads are made while {@link PrimaryLease} is held, so that they have every chat whose
 * first send was acknowledged.
 */
@Repository
public class ChatStore {

	/** The collection of chats. */
	static final String COLLECTION = "chats";

	private static final int DUPLICATE_KEY = 11000;

	private final MongoCollection<Document> chats;

	private final MongoCollection<Document> messages;

	private final StoreCircuit circuit;

	private final PrimaryLease lease;

	ChatStore(MongoOperations mongo, StoreCircuit circuit, PrimaryLease lease) {
		this.chats = durable(mongo.getCollection(COLLECTION));
		this.messages = durable(mongo.getCollection(MessageCodec.COLLECTION));
		this.circuit = circuit;
		this.lease = lease;
	}

	/**
	 * Makes sure that each chat has its document, on a majority, with one write for all.
	 * @param chats canonical names
	 * @throws StoreUnavailableException if that is not certain for all of them
	 */
	public void record(Collection<String> chats) {
		List<Document> documents = chats.stream().map(ChatStore::document).toList();
		if (!documents.isEmpty()) {
			this.circuit.guardedWrite(() -> insertMissing(documents));
		}
	}

	/**
	 * The canonical names of a member's chats, with or without messages, in the order of
	 * their code points: a walk along {@code members_id}, since UTF-8 sorts by code
	 * point.
	 * @param after the name that the walk starts behind, or null
	 */
	public List<String> ofMember(String member, @Nullable String after, int count) {
		Bson ofMember = eq("members", member);
		Bson wanted = (after != null) ? and(ofMember, gt("_id", after)) : ofMember;
		return upToDate(this.chats, wanted, ascending("_id"), include("_id"), count).stream()
			.map((chat) -> chat.getString("_id"))
			.toList();
	}

	/**
	 * The canonical names of the chats of any of some members, with or without messages,
	 * each once, in no order; at most so many. One query: a walk along {@code members_id}
	 * for each member.
	 */
	public List<String> ofAny(List<String> members, int most) {
		return upToDate(this.chats, in("members", members), null, include("_id"), most).stream()
			.map((chat) -> chat.getString("_id"))
			.toList();
	}

	/**
	 * The last message of a chat, or null in an empty chat: the last key of a walk along
	 * {@code chat_position}.
	 */
	public @Nullable ChatEnd end(String chat) {
		List<Document> last = upToDate(this.messages, eq("chat", chat), descending("position"),
				fields(include("position", "send_time"), excludeId()), 1);
		return last.isEmpty() ? null : new ChatEnd(chat, wholeNumber(last.getFirst(), "position"),
				wholeNumber(last.getFirst(), "send_time"));
	}

	/**
	 * Whether a message was sent at or after a time in any of the chats: one seek along
	 * {@code chat_send_time} for each of them, within one query that ends at the first.
	 */
	public boolean hasNews(List<String> chats, long since) {
		return !upToDate(this.messages, and(in("chat", chats), gte("send_time", since)), null,
				fields(include("chat"), excludeId()), 1)
			.isEmpty();
	}

	/**
	 * Those chats in which a message was sent at or after a time, a chat as often as it
	 * has such messages; at most so many. One query: a seek along {@code chat_send_time}
	 * for each chat.
	 * @param chats canonical names, at least one, by that time, a Unix second
	 */
	public List<String> withNews(Map<Long, List<String>> chats, int most) {
		List<Bson> news = chats.entrySet()
			.stream()
			.map((entry) -> and(in("chat", entry.getValue()), gte("send_time", entry.getKey())))
			.toList();
		return upToDate(this.messages, (news.size() == 1) ? news.getFirst() : or(news), null,
				fields(include("chat"), excludeId()), most)
			.stream()
			.map((message) -> message.getString("chat"))
			.toList();
	}

	static Document document(String chat) {
		return new Document("_id", chat).append("members", Chat.of(chat).members());
	}

	static MongoCollection<Document> durable(MongoCollection<Document> collection) {
		return collection.withWriteConcern(WriteConcern.MAJORITY.withJournal(true))
			.withReadConcern(ReadConcern.MAJORITY)
			.withReadPreference(ReadPreference.primary());
	}

	/**
	 * An existing document is as good as a new one: the server waits for the write
	 * concern of a duplicate, too, and a later majority write includes it in any case.
	 */
	private boolean insertMissing(List<Document> documents) {
		try {
			this.chats.insertMany(documents, new InsertManyOptions().ordered(false));
			return true;
		}
		catch (MongoBulkWriteException ex) {
			boolean onlyDuplicates = ex.getWriteConcernError() == null && !ex.getWriteErrors().isEmpty()
					&& ex.getWriteErrors().stream().allMatch((error) -> error.getCode() == DUPLICATE_KEY);
			if (!onlyDuplicates) {
				throw ex;
			}
			return false;
		}
	}

	private List<Document> upToDate(MongoCollection<Document> collection, Bson filter, @Nullable Bson order,
			Bson projection, int count) {
		return this.lease.read(() -> this.circuit.read(collection,
				(limited) -> limited.find(filter)
					.sort(order)
					.projection(projection)
					.limit(count)
					.batchSize(count)
					.into(new ArrayList<>())));
	}

	/**
	 * A whole number of any BSON type, as {@link MessageCodec} reads it.
	 */
	private static long wholeNumber(Document message, String field) {
		if (message.get(field) instanceof Number number && number.longValue() == number.doubleValue()) {
			return number.longValue();
		}
		throw new TypeMismatchDataAccessException("A chat's last message has no whole number in its field " + field);
	}

}
