package dev.letterbox.messageservice.message.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import dev.letterbox.messageservice.message.store.connection.StoreCircuit;
import dev.letterbox.messageservice.message.store.connection.PrimaryLease;
import dev.letterbox.messageservice.message.store.connection.WriteRefusal;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.memory.ReadBudget;
import dev.letterbox.messageservice.message.memory.ReadBudget.Reading;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.bson.Document;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Repository;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Sorts.orderBy;
import static org.bson.codecs.configuration.CodecRegistries.fromCodecs;
import static org.bson.codecs.configuration.CodecRegistries.fromRegistries;

/**
 * The messages in MongoDB, behind the circuit breakers of {@link StoreCircuit}. Writes
 * wait for a journaled majority, and reads ask the primary for what a majority has, so
 * that nothing read or acknowledged is ever rolled back. Pages are read only while
 * {@link PrimaryLease} is held, so that they have everything that was acknowledged.
 */
@Repository
public class MessageStore {

	private static final int DUPLICATE_KEY = 11000;

	private final MongoCollection<Message> messages;

	private final StoreCircuit circuit;

	private final PrimaryLease lease;

	private final ReadBudget memory;

	MessageStore(MongoOperations mongo, StoreCircuit circuit, PrimaryLease lease, ReadBudget memory) {
		this.messages = messages(mongo);
		this.circuit = circuit;
		this.lease = lease;
		this.memory = memory;
	}

	/**
	 * The chat's last message, or null in an empty chat, for the appender. It may be
	 * behind: a position is decided by the unique index, not by what was read.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	public @Nullable Message tip(String chat) {
		List<Message> last = find(eq("chat", chat), descending("position"), 1);
		return last.isEmpty() ? null : last.getFirst();
	}

	/**
	 * Messages from a position on, oldest first: a walk along {@code chat_position}.
	 */
	public List<Message> oldest(String chat, long from, int count) {
		return upToDate(() -> find(and(eq("chat", chat), gte("position", from)), ascending("position"), count));
	}

	/**
	 * Messages up to and with a position, newest first: the same walk, backwards.
	 */
	public List<Message> newest(String chat, long to, int count) {
		return upToDate(() -> find(and(eq("chat", chat), lte("position", to)), descending("position"), count));
	}

	/**
	 * The last message, or null in an empty chat.
	 */
	public @Nullable Message last(String chat) {
		List<Message> last = newest(chat, Long.MAX_VALUE, 1);
		return last.isEmpty() ? null : last.getFirst();
	}

	/**
	 * The first message sent at or after a time, if any: the first key of a walk along
	 * {@code chat_send_time}.
	 */
	public @Nullable Message firstSince(String chat, long sendTime) {
		List<Message> first = upToDate(() -> find(and(eq("chat", chat), gte("send_time", sendTime)),
				orderBy(ascending("send_time"), ascending("position")), 1));
		return first.isEmpty() ? null : first.getFirst();
	}

	/**
	 * The messages at consecutive positions that are known to be stored, oldest first.
	 * Messages never change, so that any primary may answer: one that lacks some of them
	 * yet is detected by the gap.
	 */
	public List<Message> range(String chat, long from, int count) {
		return find(and(eq("chat", chat), gte("position", from)), ascending("position"), count);
	}

	/**
	 * Those messages of the ids that are stored, for the appender.
	 */
	public List<Message> withIds(List<Object> ids) {
		List<Message> found = new ArrayList<>();
		int most = this.memory.mostMessages();
		for (int i = 0; i < ids.size(); i += most) {
			List<Object> part = ids.subList(i, Math.min(i + most, ids.size()));
			found.addAll(find(in("_id", part), ascending("_id"), part.size()));
		}
		return found;
	}

	/**
	 * Inserts messages in order and stops at the first that can't be. Positions in one
	 * chat must be consecutive, the first after one that is known to be stored: this is
	 * what keeps a chat dense.
	 */
	public InsertResult insert(List<Message> messages) {
		try {
			return this.circuit.write(() -> insertOrdered(messages));
		}
		catch (CallNotPermittedException ex) {
			return new InsertResult.NotTried(ex);
		}
		catch (RefusedException ex) {
			return new InsertResult.Refused(ex.index, ex.refusal);
		}
		catch (MongoException | DataAccessException ex) {
			return new InsertResult.Unknown(ex);
		}
	}

	private InsertResult insertOrdered(List<Message> messages) {
		try {
			this.messages.insertMany(messages);
			return new InsertResult.Complete();
		}
		catch (MongoBulkWriteException ex) {
			if (ex.getWriteConcernError() != null || ex.getWriteErrors().isEmpty()) {
				throw ex;
			}
			// Only the error's index is trusted: counts in the reply differ between
			// servers.
			BulkWriteError error = ex.getWriteErrors().getFirst();
			if (error.getCode() == DUPLICATE_KEY) {
				return taken(error);
			}
			if (WriteRefusal.isRefusal(error.getCode())) {
				throw new RefusedException(error.getIndex(), ex);
			}
			throw ex;
		}
		catch (MongoCommandException ex) {
			if (WriteRefusal.isRefusal(ex.getErrorCode())) {
				throw new RefusedException(0, ex);
			}
			throw ex;
		}
	}

	/**
	 * Finds the violated index by the text of the message. MongoDB also sends it as
	 * {@code keyPattern}, but the driver makes a write error of code, message, index and
	 * {@code errInfo} and drops the rest. A command of our own would show the whole
	 * reply, but the driver retries no write that it does not know as one.
	 */
	private static InsertResult taken(BulkWriteError error) {
		if (error.getMessage().contains(" index: _id_ ")) {
			return new InsertResult.IdTaken(error.getIndex());
		}
		if (error.getMessage().contains(" index: " + MessageIndexes.CHAT_POSITION + " ")) {
			return new InsertResult.PositionTaken(error.getIndex());
		}
		return new InsertResult.KeyTaken(error.getIndex());
	}

	private List<Message> upToDate(Supplier<List<Message>> query) {
		return this.lease.read(query);
	}

	private List<Message> find(Bson filter, Bson order, int count) {
		try (Reading _ = this.memory.begin(count)) {
			return this.circuit.read(this.messages,
					(messages) -> messages.find(filter).sort(order).limit(count).into(new ArrayList<>()));
		}
	}

	/**
	 * The collection with its codec and concerns, which is created once: the driver
	 * builds a codec registry for each.
	 */
	private static MongoCollection<Message> messages(MongoOperations mongo) {
		MongoCollection<Document> documents = mongo.getCollection(MessageCodec.COLLECTION);
		CodecRegistry registry = documents.getCodecRegistry();
		return documents.withDocumentClass(Message.class)
			.withCodecRegistry(fromRegistries(fromCodecs(new MessageCodec(registry)), registry))
			.withWriteConcern(WriteConcern.MAJORITY.withJournal(true))
			.withReadConcern(ReadConcern.MAJORITY)
			.withReadPreference(ReadPreference.primary());
	}

	/**
	 * The server refused an insert from an index on: a failure for the circuit breaker,
	 * with a known outcome.
	 */
	private static final class RefusedException extends RuntimeException {

		private final int index;

		private final MongoException refusal;

		RefusedException(int index, MongoException refusal) {
			super(refusal);
			this.index = index;
			this.refusal = refusal;
		}

	}

}
