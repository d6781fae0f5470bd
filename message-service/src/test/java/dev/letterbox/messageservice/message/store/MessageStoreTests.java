package dev.letterbox.messageservice.message.store;

import java.lang.reflect.Proxy;
import java.util.List;

import dev.letterbox.messageservice.message.store.connection.StoreCircuit;
import dev.letterbox.messageservice.message.store.connection.StoreMetrics;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.letterbox.messageservice.message.Message;
import dev.letterbox.messageservice.message.memory.Budgets;
import dev.letterbox.messageservice.teststore.TestStore;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MessageStoreTests {

	@Test
	void givesTheBreakerItsPermitBackWhenAnInsertFails() {
		String uri = TestStore.uri();
		CircuitBreakerRegistry breakers = CircuitBreakerRegistry
			.of(CircuitBreakerConfig.custom().permittedNumberOfCallsInHalfOpenState(1).build());
		CircuitBreaker breaker = breakers.circuitBreaker(StoreCircuit.WRITES);
		try (StoreConnection connection = StoreConnection.to(uri); MongoClient client = MongoClients.create(uri)) {
			MessageStore store = new MessageStore(failingTemplate(client),
					new StoreCircuit(breakers, new StoreMetrics(new SimpleMeterRegistry())), connection.lease(),
					Budgets.ampleReads());
			breaker.transitionToOpenState();
			breaker.transitionToHalfOpenState();
			Message message = new Message(new ObjectId(), "a:b", 0, "a", "text", 1_700_000_000);
			assertThatThrownBy(() -> store.insert(List.of(message))).hasRootCauseInstanceOf(NoClassDefFoundError.class);
			// Half open without a permit left, it would never close again.
			assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
		}
	}

	private static MongoTemplate failingTemplate(MongoClient client) {
		return new MongoTemplate(client, "test") {
			@Override
			public MongoCollection<Document> getCollection(@Nullable String collectionName) {
				return failingCollection(super.getCollection(collectionName));
			}
		};
	}

	/**
	 * A collection whose operations fail, with any codec and concern.
	 */
	@SuppressWarnings("unchecked")
	private static MongoCollection<Document> failingCollection(MongoCollection<Document> collection) {
		return (MongoCollection<Document>) Proxy.newProxyInstance(MongoCollection.class.getClassLoader(),
				new Class<?>[] { MongoCollection.class }, (self, method, arguments) -> {
					if (method.getName().equals("insertMany")) {
						throw new NoClassDefFoundError("planned");
					}
					return method.getName().startsWith("with") ? self : method.invoke(collection, arguments);
				});
	}

}
