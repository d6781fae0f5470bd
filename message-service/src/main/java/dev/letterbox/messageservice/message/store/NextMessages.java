package dev.letterbox.messageservice.message.store;

import java.util.ArrayList;
import java.util.List;

import dev.letterbox.messageservice.message.store.connection.PrimaryLease;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.letterbox.messageservice.message.ChatPosition;
import dev.letterbox.messageservice.message.StoreUnavailableException;
import dev.letterbox.messageservice.message.StoreUnavailableException.Reason;
import org.bson.Document;
import org.bson.conversions.Bson;

import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Repository;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

/**
 * Asks for many chats at once whether there is a message at the position behind the known
 * ones. Outside of the circuit breaker: such a query says nothing about how ordinary
 * requests fare, and none of them waits for it.
 */
@Repository
public class NextMessages {

	private final MongoCollection<Document> messages;

	private final PrimaryLease lease;

	NextMessages(MongoOperations mongo, PrimaryLease lease) {
		this.messages = mongo.getCollection(MessageCodec.COLLECTION)
			.withReadConcern(ReadConcern.MAJORITY)
			.withReadPreference(ReadPreference.primary());
		this.lease = lease;
	}

	/**
	 * Those of the places, at least one, at which a message is stored. Each is one key of
	 * {@code chat_position}, and no document is read.
	 * @throws StoreUnavailableException if the store can't be asked
	 */
	public List<ChatPosition> stored(List<ChatPosition> places) {
		Bson anyOf = Filters.or(places.stream()
			.map((place) -> and(eq("chat", place.chat()), eq("position", place.position())))
			.toList());
		try {
			return this.lease.read(() -> find(anyOf));
		}
		catch (MongoException | DataAccessException ex) {
			throw new StoreUnavailableException(Reason.STORE_FAILED, ex);
		}
	}

	private List<ChatPosition> find(Bson filter) {
		return this.messages.find(filter)
			.projection(Projections.fields(Projections.include("chat", "position"), Projections.excludeId()))
			.map((found) -> new ChatPosition(found.getString("chat"), found.get("position", Number.class).longValue()))
			.into(new ArrayList<>());
	}

}
