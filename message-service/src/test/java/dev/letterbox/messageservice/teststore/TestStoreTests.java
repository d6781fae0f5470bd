package dev.letterbox.messageservice.teststore;

import java.util.List;
import java.util.Objects;

import com.mongodb.ConnectionString;
import com.mongodb.MongoCredential;
import com.mongodb.spi.dns.DnsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TestStoreTests {

	private static final DnsClient NO_RECORDS = (name, type) -> List.of();

	@ParameterizedTest
	@ValueSource(strings = { "mongodb://h", "mongodb://h/", "mongodb://h:27018/db", "mongodb://h?replicaSet=rs",
			"mongodb://h/?replicaSet=rs", "mongodb://h/db?", "mongodb://h/db.collection?replicaSet=rs",
			"mongodb://h1:1,h2:2,[::1]:3/db?replicaSet=rs&w=majority&tls=true", "mongodb://u:p%2F%3F%40@h1,h2",
			"mongodb://u:p@h/?replicaSet=rs", "mongodb://u:p@h/db?", "mongodb://u:p@h/db?authSource=other&tls=true",
			"mongodb://u:p@h/db?authMechanism=SCRAM-SHA-256", "mongodb://u@h/db?authMechanism=MONGODB-X509&tls=true",
			"mongodb+srv://u:p@cluster.example.org", "mongodb+srv://cluster.example.org/db?w=majority" })
	void changesTheDatabaseAlone(String uri) {
		ConnectionString given = new ConnectionString(uri, NO_RECORDS);
		ConnectionString moved = moved(uri, NO_RECORDS);
		assertThat(moved.getDatabase()).isEqualTo("fresh");
		assertThat(moved.getCollection()).isNull();
		assertThat(moved.getHosts()).isEqualTo(given.getHosts());
		assertThat(moved.isSrvProtocol()).isEqualTo(given.isSrvProtocol());
		assertThat(moved.getCredential()).isEqualTo(given.getCredential());
		assertThat(moved.getRequiredReplicaSetName()).isEqualTo(given.getRequiredReplicaSetName());
		assertThat(moved.getSslEnabled()).isEqualTo(given.getSslEnabled());
		assertThat(moved.getWriteConcern()).isEqualTo(given.getWriteConcern());
	}

	@Test
	void looksTheUserUpWhereTheGivenDatabaseSaid() {
		assertThat(user(moved("mongodb://u:p@h/db", NO_RECORDS)).getSource()).isEqualTo("db");
		assertThat(user(moved("mongodb://u:p@h", NO_RECORDS)).getSource()).isEqualTo("admin");
	}

	@Test
	void keepsWhatTheRecordsOfAnSrvAddressSay() {
		DnsClient records = (name, type) -> type.equals("TXT") ? List.of("authSource=users&replicaSet=rs") : List.of();
		ConnectionString moved = moved("mongodb+srv://u:p@cluster.example.org/db", records);
		assertThat(user(moved).getSource()).isEqualTo("users");
		assertThat(moved.getRequiredReplicaSetName()).isEqualTo("rs");
	}

	private static ConnectionString moved(String uri, DnsClient dns) {
		return new ConnectionString(TestStore.withDatabase(uri, "fresh", dns), dns);
	}

	private static MongoCredential user(ConnectionString uri) {
		return Objects.requireNonNull(uri.getCredential());
	}

}
