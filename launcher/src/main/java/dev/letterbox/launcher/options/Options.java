package dev.letterbox.launcher.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A command line of {@code ./run}, read and checked.
 *
 * @param command what to do
 * @param arguments what follows the command's word
 * @param numbers a value for every setting
 * @param address where the API listens; everything else stays on the loopback address
 * @param state the folder of logs, process ids and data
 * @param config the folder the services take their configuration from
 * @param jvmOptions further options of the JVM of every service and of the embedded store
 * @param store which store to use
 * @param detached whether to return once the mesh serves
 * @param json whether status is for a program
 * @param training whether AOT caches may be made in the background
 */
public record Options(Command command, List<String> arguments, Map<Setting, Integer> numbers, String address,
		Path state, Path config, List<String> jvmOptions, StoreKind store, boolean detached, boolean json,
		boolean training) {

	private static final String ADDRESS = "--address";

	private static final String STATE = "--state";

	private static final String CONFIG = "--config";

	private static final String JVM_OPTIONS = "--jvm-options";

	private static final String STORE = "--store";

	private static final Set<String> TEXTS = Set.of(ADDRESS, STATE, CONFIG, JVM_OPTIONS, STORE);

	private static final String NO_TRAINING = "--no-training";

	private static final Map<String, String> FLAGS = Map.of("-d", "--detach", "--detach", "--detach", "--json",
			"--json", "--no-build", "--no-build", NO_TRAINING, NO_TRAINING);

	/**
	 * Reads a command line.
	 * @param words as typed
	 * @param environment where an option that is not typed is looked up next
	 * @param root the project's folder
	 */
	public static Options parse(List<String> words, Map<String, String> environment, Path root) {
		Map<String, String> values = new HashMap<>();
		Set<String> flags = new HashSet<>();
		List<String> plain = new ArrayList<>();
		Deque<String> rest = new ArrayDeque<>(words);
		while (!rest.isEmpty()) {
			String word = rest.pop();
			int equals = word.indexOf('=');
			String name = (equals > 0) ? word.substring(0, equals) : word;
			if (!word.startsWith("-")) {
				plain.add(word);
			}
			else if (FLAGS.containsKey(word)) {
				flags.add(FLAGS.get(word));
			}
			else if (TEXTS.contains(name) || Setting.of(name).isPresent()) {
				values.put(name, (equals > 0) ? word.substring(equals + 1) : next(name, rest));
			}
			else {
				throw Refusal.misused("There is no option " + name + "; ./run --help names them all.");
			}
		}
		Command command = command(plain);
		List<String> arguments = plain.isEmpty() ? plain : plain.subList(1, plain.size());
		command.checkArguments(arguments.size());
		if (command == Command.SCALE) {
			Setting.REPLICAS.parse("The number of replicas", arguments.getFirst());
		}
		String state = text(STATE, values, environment, root.resolve(".run").toString());
		String config = text(CONFIG, values, environment, root.resolve("config").toString());
		return new Options(command, List.copyOf(arguments), numbers(values, environment),
				text(ADDRESS, values, environment, "127.0.0.1"), Path.of(state).toAbsolutePath().normalize(),
				Path.of(config).toAbsolutePath().normalize(), words(text(JVM_OPTIONS, values, environment, "")),
				StoreKind.parse(text(STORE, values, environment, StoreKind.AUTO.word())), flags.contains("--detach"),
				flags.contains("--json"),
				!flags.contains(NO_TRAINING) && !"true".equals(given(environment, "LETTERBOX_NO_TRAINING")));
	}

	/** The value of a setting. */
	public int number(Setting setting) {
		return this.numbers.getOrDefault(setting, setting.byDefault());
	}

	/** Refuses a folder without configuration. */
	public void checkConfig() {
		if (!Files.isRegularFile(this.config.resolve("application.yml"))) {
			throw Refusal.misused("--config must be a folder with an application.yml, not \"" + this.config + "\".");
		}
	}

	/** The value of a setting in seconds. */
	public Duration seconds(Setting setting) {
		return Duration.ofSeconds(number(setting));
	}

	private static String next(String name, Deque<String> rest) {
		String value = rest.poll();
		if (value == null) {
			throw Refusal.misused(name + " needs a value, as in: " + name + "=VALUE");
		}
		return value;
	}

	private static Command command(List<String> plain) {
		if (plain.isEmpty()) {
			return Command.START;
		}
		String word = plain.getFirst();
		return Command.of(word)
			.filter((command) -> command != Command.START)
			.orElseThrow(() -> Refusal.misused("There is no command \"" + word + "\"; ./run --help names them all."));
	}

	private static Map<Setting, Integer> numbers(Map<String, String> values, Map<String, String> environment) {
		Map<Setting, Integer> numbers = new EnumMap<>(Setting.class);
		for (Setting setting : Setting.values()) {
			String typed = values.get(setting.option());
			String inherited = given(environment, setting.variable());
			if (typed != null) {
				numbers.put(setting, setting.parse(setting.option(), typed));
			}
			else if (inherited != null) {
				numbers.put(setting, setting.parse(setting.variable(), inherited));
			}
			else {
				numbers.put(setting, setting.byDefault());
			}
		}
		return Collections.unmodifiableMap(numbers);
	}

	private static String text(String option, Map<String, String> values, Map<String, String> environment,
			String byDefault) {
		String typed = values.get(option);
		if (typed != null && !typed.isBlank()) {
			return typed;
		}
		String inherited = given(environment,
				"LETTERBOX_" + option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_'));
		return (inherited != null) ? inherited : byDefault;
	}

	private static List<String> words(String text) {
		return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
	}

	private static @Nullable String given(Map<String, String> environment, String variable) {
		String value = environment.get(variable);
		return (value == null || value.isBlank()) ? null : value;
	}

}
