package dev.letterbox.launcher.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OptionsTests {

	private static final Path ROOT = Path.of("/project");

	@Test
	void startsTwoReplicasOnLoopbackWhereNothingIsSaid() {
		Options options = parse(Map.of());
		assertThat(options.command()).isEqualTo(Command.START);
		assertThat(options.number(Setting.REPLICAS)).isEqualTo(2);
		assertThat(options.number(Setting.PORT)).isEqualTo(8080);
		assertThat(options.number(Setting.DISCOVERY_PORT)).isEqualTo(8761);
		assertThat(options.address()).isEqualTo("127.0.0.1");
		assertThat(options.state()).isEqualTo(ROOT.resolve(".run"));
		assertThat(options.config()).isEqualTo(ROOT.resolve("config"));
		assertThat(options.detached()).isFalse();
	}

	@Test
	void prefersWhatIsTypedToTheEnvironmentToTheDefault() {
		Map<String, String> environment = Map.of("LETTERBOX_REPLICAS", "3", "LETTERBOX_PORT", "9000", "LETTERBOX_STATE",
				"/elsewhere", "LETTERBOX_GATEWAY_MEMORY", " ");
		Options options = parse(environment, "--port=0", "-d", "--store-port", "27017");
		assertThat(options.number(Setting.PORT)).isZero();
		assertThat(options.number(Setting.STORE_PORT)).isEqualTo(27017);
		assertThat(options.number(Setting.REPLICAS)).isEqualTo(3);
		assertThat(options.number(Setting.GATEWAY_MEMORY)).isEqualTo(256);
		assertThat(options.state()).isEqualTo(Path.of("/elsewhere"));
		assertThat(options.detached()).isTrue();
	}

	@Test
	void takesOptionsBeforeAndAfterTheCommand() {
		Options options = parse(Map.of(), "--state", "/a", "scale", "4", "--stop-timeout", "5");
		assertThat(options.command()).isEqualTo(Command.SCALE);
		assertThat(options.arguments()).containsExactly("4");
		assertThat(options.state()).isEqualTo(Path.of("/a"));
		assertThat(options.number(Setting.STOP_TIMEOUT)).isEqualTo(5);
	}

	@Test
	void namesWhereABadNumberCameFromAndWhatIsAllowed() {
		assertMisused(Map.of(), "--replicas must be a whole number from 1 to 100, not \"many\".", "--replicas", "many");
		assertMisused(Map.of("LETTERBOX_PORT", "70000"),
				"LETTERBOX_PORT must be a whole number from 0 to 65535, not \"70000\".");
		assertMisused(Map.of(), "The number of replicas must be a whole number from 1 to 100, not \"0\".", "scale",
				"0");
	}

	@Test
	void trainsUnlessItIsToldNotTo() {
		assertThat(parse(Map.of()).training()).isTrue();
		assertThat(parse(Map.of(), "--no-training").training()).isFalse();
		assertThat(parse(Map.of("LETTERBOX_NO_TRAINING", "true")).training()).isFalse();
	}

	@Test
	void separatesFurtherOptionsOfTheJvmAtBlanks() {
		assertThat(parse(Map.of()).jvmOptions()).isEmpty();
		assertThat(parse(Map.of("LETTERBOX_JVM_OPTIONS", " -Xss512k  -Xint ")).jvmOptions()).containsExactly("-Xss512k",
				"-Xint");
		assertThat(parse(Map.of("LETTERBOX_JVM_OPTIONS", "-Xint"), "--jvm-options", "-Xcomp").jvmOptions())
			.containsExactly("-Xcomp");
	}

	@Test
	void refusesWhatItDoesNotKnow() {
		assertMisused(Map.of(), "There is no option --replica; ./run --help names them all.", "--replica", "2");
		assertMisused(Map.of(), "There is no command \"begin\"; ./run --help names them all.", "begin");
		assertMisused(Map.of(), "There is no command \"start\"; ./run --help names them all.", "start");
		assertMisused(Map.of(), "--store must be auto, embedded or mongod, not \"redis\".", "--store", "redis");
	}

	@Test
	void refusesMissingAndSurplusWords() {
		assertMisused(Map.of(), "--port needs a value, as in: --port=VALUE", "--port");
		assertMisused(Map.of(), "./run scale takes the number of replicas wanted, as in: ./run scale 3.", "scale");
		assertMisused(Map.of(), "./run restart takes at most the name of one process.", "restart", "a", "b");
		assertMisused(Map.of(), "./run stop takes no further word.", "stop", "now");
	}

	@Test
	void helpNamesEveryCommandAndEverySettingWithItsDefault() throws IOException {
		List<String> help = Files.readAllLines(Path.of("src/main/sh/help.txt"));
		for (Command command : Command.values()) {
			assertThat(help).anyMatch((line) -> line.startsWith("  ./run" + (command == Command.START ? "" : " ")
					+ (command == Command.START ? "" : command.word())));
		}
		for (Setting setting : Setting.values()) {
			assertThat(help).anyMatch((line) -> line
				.matches("  %s N +%s +%d( .*)?".formatted(setting.option(), setting.variable(), setting.byDefault())));
		}
		assertThat(help).allMatch((line) -> line.length() <= 82);
	}

	private static Options parse(Map<String, String> environment, String... words) {
		return Options.parse(List.of(words), environment, ROOT);
	}

	private static void assertMisused(Map<String, String> environment, String sentence, String... words) {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> parse(environment, words))
			.withMessage(sentence)
			.extracting(Refusal::exitCode)
			.isEqualTo(Refusal.MISUSED);
	}

}
