package dev.letterbox.messageservice.message;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import com.mongodb.MongoClientSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The driver's settings: Letterbox' own, and those of the connection string in their
 * place.
 */
@ExtendWith(OutputCaptureExtension.class)
class StoreConfigurationTests {

	private static final String URI = "mongodb://127.0.0.1:1/letterbox";

	private final AtomicReference<MongoClientSettings> settings = new AtomicReference<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer(new ConfigDataApplicationContextInitializer())
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class))
		.withUserConfiguration(StoreConfiguration.class)
		// Without order, so the last one.
		.withBean(MongoClientSettingsBuilderCustomizer.class, () -> (client) -> this.settings.set(client.build()));

	@Test
	void boundsWhatTheConnectionStringLeavesOpen(CapturedOutput output) {
		MongoClientSettings found = settings(URI + "?replicaSet=rs&w=1");
		assertThat(Option.TIMEOUT.value.apply(found)).isEqualTo(2_000L);
		assertThat(Option.CONNECT.value.apply(found)).isEqualTo(1_000L);
		assertThat(Option.SELECTION.value.apply(found)).isEqualTo(1_000L);
		assertThat(Option.HEARTBEAT.value.apply(found)).isEqualTo(1_000L);
		assertThat(Option.CONNECTIONS.value.apply(found)).isEqualTo(100L);
		assertThat(Option.CONNECTING.value.apply(found)).isEqualTo(8L);
		assertThat(output).doesNotContain("replaces letterbox.store");
	}

	@Test
	void noticesAFrozenServerWithinTheTimeOfOneOperation() {
		MongoClientSettings found = settings(URI);
		// The monitor waits for a reply as long as for a connection, plus one heartbeat.
		long silence = found.getHeartbeatSocketSettings().getReadTimeout(TimeUnit.MILLISECONDS);
		assertThat(silence + Option.HEARTBEAT.value.apply(found)).isLessThanOrEqualTo(2_000);
	}

	@ParameterizedTest
	@EnumSource
	void givesWayToAnOptionOfTheConnectionString(Option option, CapturedOutput output) {
		MongoClientSettings usual = settings(URI);
		MongoClientSettings found = settings(URI + "?" + option.name + "=4321");
		for (Option each : Option.values()) {
			assertThat(each.value.apply(found)).as(each.name)
				.isEqualTo((each == option) ? 4321L : each.value.apply(usual));
		}
		assertThat(output).containsOnlyOnce("replaces letterbox.store")
			.contains("the connection string's " + option.name + "=4321 replaces letterbox.store." + option.setting);
	}

	@Test
	void refusesHeartbeatsThatTheDriverWouldNotKeep() {
		this.runner.withPropertyValues("spring.mongodb.uri=" + URI, "letterbox.store.heartbeat-frequency=499ms")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("heartbeat-frequency is 499 ms"));
		this.runner.withPropertyValues("spring.mongodb.uri=" + URI, "letterbox.store.heartbeat-frequency=500ms")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@EnumSource
	void refusesAConnectionStringThatCanNotBeRead(Malformed malformed) {
		run(malformed.uri,
				(context) -> assertThat(context).getFailure()
					.rootCause()
					.satisfies((ex) -> assertThat(ex.getMessage() + ex.getCause()).contains("connection string")
						.contains(malformed.message)
						.doesNotContain("secret")));
	}

	private MongoClientSettings settings(String uri) {
		run(uri, (context) -> assertThat(context).hasNotFailed());
		return this.settings.get();
	}

	private void run(String uri, Consumer<AssertableApplicationContext> check) {
		this.runner.withPropertyValues("spring.mongodb.uri=" + uri).run(check::accept);
	}

	enum Malformed {

		EMPTY("", "must start with"), SCHEME("mongo://h/db", "must start with"), PORT("mongodb://h:port/db", "port"),
		OPTION("mongodb://h/db?maxPoolSize=many", "maxpoolsize"),
		PASSWORD("mongodb://u:secret:secret@h/db", "not shown"), SLASH("mongodb://u:secret/secret@h/db", "not shown");

		private final String uri;

		private final String message;

		Malformed(String uri, String message) {
			this.uri = uri;
			this.message = message;
		}

	}

	enum Option {

		TIMEOUT("timeoutMS", "timeout", (client) -> client.getTimeout(TimeUnit.MILLISECONDS)),
		CONNECT("connectTimeoutMS", "connect-timeout",
				(client) -> (long) client.getSocketSettings().getConnectTimeout(TimeUnit.MILLISECONDS)),
		SELECTION("serverSelectionTimeoutMS", "selection-timeout",
				(client) -> client.getClusterSettings().getServerSelectionTimeout(TimeUnit.MILLISECONDS)),
		HEARTBEAT("heartbeatFrequencyMS", "heartbeat-frequency",
				(client) -> client.getServerSettings().getHeartbeatFrequency(TimeUnit.MILLISECONDS)),
		CONNECTIONS("maxPoolSize", "max-connections",
				(client) -> (long) client.getConnectionPoolSettings().getMaxSize()),
		CONNECTING("maxConnecting", "max-connecting",
				(client) -> (long) client.getConnectionPoolSettings().getMaxConnecting());

		private final String name;

		private final String setting;

		private final Function<MongoClientSettings, Long> value;

		Option(String name, String setting, Function<MongoClientSettings, Long> value) {
			this.name = name;
			this.setting = setting;
			this.value = value;
		}

	}

}
