package dev.letterbox.launcher.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.process.Ports;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StoreUriTests {

	@Test
	void namesADatabaseWhereTheStringHasNone() {
		assertThat(new StoreUri("mongodb://h").text()).isEqualTo("mongodb://h/letterbox");
		assertThat(new StoreUri("mongodb://h:1,i:2/?replicaSet=rs").text())
			.isEqualTo("mongodb://h:1,i:2/letterbox?replicaSet=rs");
		assertThat(new StoreUri("mongodb://h/mine?w=1").text()).isEqualTo("mongodb://h/mine?w=1");
	}

	@Test
	void keepsLookingUpTheUserInAdmin() {
		assertThat(new StoreUri("mongodb://u:p@h").text()).isEqualTo("mongodb://u:p@h/letterbox?authSource=admin");
		assertThat(new StoreUri("mongodb+srv://u:p@h/?w=1").text())
			.isEqualTo("mongodb+srv://u:p@h/letterbox?w=1&authSource=admin");
		assertThat(new StoreUri("mongodb://u:p@h/?authSource=x").text())
			.isEqualTo("mongodb://u:p@h/letterbox?authSource=x");
	}

	@Test
	void showsNoCredentials() {
		assertThat(new StoreUri("mongodb://user:secret@h:1/db").shown()).isEqualTo("mongodb://h:1");
	}

	@Test
	void refusesWhatIsNoConnectionString() {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> new StoreUri("localhost:27017"))
			.withMessage("MONGODB_URI must be a connection string such as mongodb://host:27017/letterbox.");
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> new StoreUri("mongodb://h:port").checkReachable())
			.withMessage("MONGODB_URI names a host with an impossible port: h:port.");
	}

	@Test
	void refusesAStoreNoneOfWhoseHostsAcceptsConnections() throws IOException {
		int closed;
		try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			closed = new Ports().any();
			String both = "mongodb://127.0.0.1:%d,127.0.0.1:%d".formatted(closed, open.getLocalPort());
			assertThatCode(() -> new StoreUri(both).checkReachable()).doesNotThrowAnyException();
		}
		StoreUri uri = new StoreUri("mongodb://user:secret@127.0.0.1:" + closed);
		assertThatExceptionOfType(Refusal.class).isThrownBy(uri::checkReachable)
			.withMessage("MONGODB_URI names mongodb://127.0.0.1:" + closed + ", which accepts no connection.");
	}

}
