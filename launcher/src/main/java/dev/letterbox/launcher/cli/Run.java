package dev.letterbox.launcher.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import dev.letterbox.launcher.app.BuiltApps;
import dev.letterbox.launcher.app.UnpackedApps;
import dev.letterbox.launcher.control.ControlClient;
import dev.letterbox.launcher.control.Progress;
import dev.letterbox.launcher.control.Supervisor;
import dev.letterbox.launcher.mesh.Status;
import dev.letterbox.launcher.options.Options;
import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.options.Setting;
import dev.letterbox.launcher.process.Leftovers;
import dev.letterbox.launcher.process.StateFolder;
import dev.letterbox.launcher.training.Training;

/**
 * The main class behind the script {@code ./run}.
 */
public final class Run {

	private static final Duration EXIT_BOUND = Duration.ofSeconds(10);

	private final Options options;

	private final StateFolder state;

	private final PrintStream out;

	private final PrintStream err;

	Run(Options options, StateFolder state, PrintStream out, PrintStream err) {
		this.options = options;
		this.state = state;
		this.out = out;
		this.err = err;
	}

	/**
	 * Carries out one command line; {@code -Dletterbox.root} names the project's folder,
	 * {@code -Dletterbox.apps} where the programs lie unpacked, as in an image.
	 */
	public static void main(String[] args) {
		System.exit(run(List.of(args)));
	}

	private static int run(List<String> words) {
		Path root = Path.of(System.getProperty("letterbox.root", ".")).toAbsolutePath().normalize();
		try {
			Options options = Options.parse(words, System.getenv(), root);
			StateFolder state = StateFolder.open(options.state());
			Run run = new Run(options, state, System.out, System.err);
			return switch (options.command()) {
				case START -> run.start(words, root);
				case STATUS -> run.status();
				case STOP -> run.stop();
				case SCALE, RESTART -> run.pass();
				case LOGS -> run.logs();
				case TRAIN -> run.train(root);
			};
		}
		catch (Refusal ex) {
			if (Boolean.getBoolean(Background.PROPERTY)) {
				System.out.print(Progress.REFUSED + ex.sentence() + System.lineSeparator());
			}
			else {
				System.err.println(ex.sentence());
			}
			return ex.exitCode();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Refusal.FAILED;
		}
	}

	private int start(List<String> words, Path root) throws InterruptedException {
		boolean background = Boolean.getBoolean(Background.PROPERTY);
		if (this.options.detached() && !background) {
			return Background.start(words, this.state);
		}
		OwnJar.load();
		Progress progress = new Progress(this.out, InstantSource.system());
		boolean colour = Boolean.getBoolean(Background.COLOUR);
		String ending = background ? "./run stop ends it." : "Ctrl-C ends it.";
		Supervisor.run(this.options, this.state, root, System.getenv(), progress, (supervisor) -> {
			progress.show(supervisor.banner(this.state.path() + "/*.log", ending, colour));
			if (background) {
				progress.detach(this.state.log(Supervisor.LOG));
			}
		});
		return 0;
	}

	private int pass() {
		List<String> words = new ArrayList<>(List.of(this.options.command().word()));
		words.addAll(this.options.arguments());
		return new ControlClient(this.state).ask(words, this.out::println)
			.orElseThrow(() -> Refusal.failed("No mesh runs from " + this.state.path() + "; ./run starts one."));
	}

	private int status() {
		Status.Format format = this.options.json() ? Status.Format.JSON
				: Boolean.getBoolean(Background.COLOUR) ? Status.Format.COLOURED : Status.Format.PLAIN;
		OptionalInt answer = new ControlClient(this.state).ask(List.of("status", format.name()), this.out::println);
		if (answer.isPresent()) {
			return answer.getAsInt();
		}
		if (this.options.json()) {
			this.out.println(Status.STOPPED_JSON);
			return 0;
		}
		List<String> left = new Leftovers(this.state).names();
		this.out.println(left.isEmpty() ? "No mesh runs from " + this.state.path() + "."
				: "The supervisor was killed; left behind are " + String.join(", ", left) + ". ./run stop ends them.");
		return 0;
	}

	private int stop() throws InterruptedException {
		OptionalInt answer = new ControlClient(this.state).ask(List.of("stop"), this.out::println);
		FileLock lock = awaitSupervisorsEnd();
		int left = new Leftovers(this.state).end(this.options.seconds(Setting.STOP_TIMEOUT), this.out::println);
		this.state.unlock(lock);
		if (answer.isEmpty() && left == 0) {
			this.out.println("No mesh runs from " + this.state.path() + ".");
		}
		return answer.orElse(0);
	}

	private FileLock awaitSupervisorsEnd() throws InterruptedException {
		Instant deadline = Instant.now().plus(EXIT_BOUND);
		Optional<FileLock> lock = this.state.lock();
		while (lock.isEmpty()) {
			if (Instant.now().isAfter(deadline)) {
				throw Refusal.failed("The supervisor of " + this.state.path() + " does not answer and does not end.");
			}
			Thread.sleep(Duration.ofMillis(20));
			lock = this.state.lock();
		}
		return lock.get();
	}

	private int train(Path root) throws InterruptedException {
		OwnJar.load();
		this.options.checkConfig();
		Progress progress = new Progress(this.out, InstantSource.system());
		String unpacked = System.getProperty("letterbox.apps");
		if (unpacked != null) {
			new Training(root, this.options.config(), new UnpackedApps(Path.of(unpacked))).run(progress::say);
			return 0;
		}
		try (BuiltApps apps = new BuiltApps(root)) {
			new Training(root, this.options.config(), apps).run(progress::say);
			return 0;
		}
	}

	private int logs() throws InterruptedException {
		String name = this.options.arguments().getFirst();
		if (!this.state.logged().contains(name)) {
			throw Refusal.misused("There is no log of \"%s\" in %s; there are %s.".formatted(name, this.state.path(),
					String.join(", ", this.state.logged())));
		}
		try {
			Process tail = new ProcessBuilder("tail", "-n", "100", "-F", this.state.log(name).toString()).inheritIO()
				.start();
			Runtime.getRuntime().addShutdownHook(new Thread(tail::destroy, "end tail"));
			return tail.waitFor();
		}
		catch (IOException ex) {
			this.err.println("The program tail is needed to follow a log; the file is " + this.state.log(name) + ".");
			return Refusal.FAILED;
		}
	}

}
