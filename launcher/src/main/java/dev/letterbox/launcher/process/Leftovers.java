package dev.letterbox.launcher.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The processes of a mesh whose supervisor was killed. They still run, and their process
 * ids are on file.
 */
public final class Leftovers {

	private final StateFolder state;

	public Leftovers(StateFolder state) {
		this.state = state;
	}

	/**
	 * Ends them, the gateway first and the store last, and removes their process ids from
	 * file.
	 * @return how many there were
	 */
	public int end(Duration bound, Consumer<String> notices) {
		List<String> running = names();
		for (int layer = Names.HIGHEST_LAYER; layer >= 0; layer--) {
			List<ProcessHandle> together = new ArrayList<>();
			for (String name : running) {
				if (Names.layer(name) == layer) {
					find(name).ifPresent(together::add);
					notices.accept("ending " + name + ", left behind by a mesh whose supervisor was killed");
				}
			}
			together.forEach(ProcessHandle::destroy);
			together.forEach((process) -> awaitEnd(process, bound));
		}
		this.state.pidNames().forEach(this.state::deletePid);
		return running.size();
	}

	/** The names of those that still run. */
	public List<String> names() {
		return this.state.pidNames()
			.stream()
			.filter((name) -> find(name).isPresent())
			.sorted(Names.ORDER.reversed())
			.toList();
	}

	/** The live process on file under a name, if the id still is that process's. */
	Optional<ProcessHandle> find(String name) {
		return this.state.pid(name).flatMap(ProcessHandle::of).filter(this::isOurs);
	}

	/**
	 * Every process of the mesh has the state folder on its command line; another process
	 * with a reused id has not.
	 */
	private boolean isOurs(ProcessHandle process) {
		return process.isAlive() && process.info()
			.commandLine()
			.filter((line) -> line.contains(this.state.path().toString()))
			.isPresent();
	}

	private static void awaitEnd(ProcessHandle process, Duration bound) {
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
