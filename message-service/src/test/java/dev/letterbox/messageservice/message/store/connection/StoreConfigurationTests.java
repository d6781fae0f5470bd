package dev.letterbox.messageservice.message.store.connection;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import com.mongodb.MongoClientSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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
 * The driver's settings: Letterbox' own, overridden by options of the connection string.
 */
@ExtendWith(OutputCaptureExtension.class)
class StoreConfigurationTests {

	private static final String URI = "mongodb://127.0.0.1:1/letterbox";

	private final AtomicReference<MongoClientSettings> settings = new AtomicReference<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer(new ConfigDataApplicationContextInitializer())
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class))
		.withUserConfiguration(StoreConfiguration.class)
		// The environment may set it, as for a slow store.
		.withPropertyValues("letterbox.store.timeout=2s")
		// Without order, so the last one.
		.withBean(MongoClientSettingsBuilderCustomizer.class, () -> (client) -> this.settings.set(client.build()));

	static List<Option> options() {
		return List.of(
				new Option("timeoutMS", "timeout",
						(client) -> Objects.requireNonNull(client.getTimeout(TimeUnit.MILLISECONDS))),
				new Option("connectTimeoutMS", "connect-timeout",
						(client) -> (long) client.getSocketSettings().getConnectTimeout(TimeUnit.MILLISECONDS)),
				new Option("serverSelectionTimeoutMS", "selection-timeout",
						(client) -> client.getClusterSettings().getServerSelectionTimeout(TimeUnit.MILLISECONDS)),
				new Option("heartbeatFrequencyMS", "heartbeat-frequency",
						(client) -> client.getServerSettings().getHeartbeatFrequency(TimeUnit.MILLISECONDS)),
				new Option("maxPoolSize", "max-connections",
						(client) -> (long) client.getConnectionPoolSettings().getMaxSize()),
				new Option("maxConnecting", "max-connecting",
						(client) -> (long) client.getConnectionPoolSettings().getMaxConnecting()));
	}

	@Test
	void boundsWhatTheConnectionStringLeavesOpen(CapturedOutput output) {
		MongoClientSettings found = settings(URI + "?replicaSet=rs&w=1");
		assertThat(options()).extracting((option) -> option.value().apply(found))
			.containsExactly(2_000L, 1_000L, 1_000L, 1_000L, 100L, 8L);
		assertThat(output).doesNotContain("replaces letterbox.store");
	}

	@Test
	void noticesAFrozenServerWithinTheTimeOfOneOperation() {
		MongoClientSettings found = settings(URI);
		// The monitor waits for a reply as long as for a connection, plus one heartbeat.
		long silence = found.getHeartbeatSocketSettings().getReadTimeout(TimeUnit.MILLISECONDS);
		assertThat(silence + found.getServerSettings().getHeartbeatFrequency(TimeUnit.MILLISECONDS))
			.isLessThanOrEqualTo(2_000);
	}

	@ParameterizedTest
	@MethodSource("options")
	void givesWayToAnOptionOfTheConnectionString(Option option, CapturedOutput output) {
		MongoClientSettings usual = settings(URI);
		MongoClientSettings found = settings(URI + "?" + option.name() + "=4321");
		for (Option each : options()) {
			assertThat(each.value().apply(found)).as(each.name())
				.isEqualTo(each.name().equals(option.name()) ? 4321L : each.value().apply(usual));
		}
		assertThat(output).containsOnlyOnce("replaces letterbox.store")
			.contains(
					"the connection string's " + option.name() + "=4321 replaces letterbox.store." + option.setting());
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

		EMPTY("", "must start with"), HOST("mongodb://:27017/letterbox", "host without a name"),
		SCHEME("mongo://h/db", "must start with"), PORT("mongodb://h:port/db", "port"),
		OPTION("mongodb://h/db?maxPoolSize=many", "maxpoolsize"),
		PASSWORD("mongodb://u:secret:secret@h/db", "not shown"), SLASH("mongodb://u:secret/secret@h/db", "not shown");

		private final String uri;

		private final String message;

		Malformed(String uri, String message) {
			this.uri = uri;
			this.message = message;
		}

	}

	/**
	 * An option of the connection string and the setting that means the same.
	 */
	record Option(String name, String setting, Function<MongoClientSettings, Long> value) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
