package dev.letterbox.standalone.mesh;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The processes of a mesh whose supervisor was killed: still running, known by their
 * process ids on file.
 */
final class Leftovers {

	private final StateFolder state;

	Leftovers(StateFolder state) {
		this.state = state;
	}

	/**
	 * Ends them, the store last, and removes their process ids from file.
	 * @return how many there were
	 */
	int end(Duration bound, Consumer<String> notices) {
		int ended = 0;
		List<String> names = this.state.pidNames().stream().sorted(Names.ORDER.reversed()).toList();
		for (String name : names) {
			Optional<ProcessHandle> process = find(name);
			if (process.isPresent()) {
				notices.accept("Ending " + name + " (pid " + process.get().pid() + ") of an earlier mesh.");
				end(process.get(), bound);
				ended++;
			}
			this.state.deletePid(name);
		}
		return ended;
	}

	/** The names of those that still run. */
	List<String> names() {
		return this.state.pidNames().stream().filter((name) -> find(name).isPresent()).toList();
	}

	/** The live process on file under a name, if the id still is that process's. */
	Optional<ProcessHandle> find(String name) {
		return this.state.pid(name).flatMap(ProcessHandle::of).filter(this::isOurs);
	}

	/**
	 * Every process of the mesh is started with its state folder on the command line; a
	 * stranger that was given the same id is not.
	 */
	private boolean isOurs(ProcessHandle process) {
		return process.isAlive() && process.info()
			.commandLine()
			.filter((line) -> line.contains(this.state.path().toString()))
			.isPresent();
	}

	private static void end(ProcessHandle process, Duration bound) {
		process.destroy();
		try {
			process.onExit().get(bound.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			process.destroyForcibly();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
