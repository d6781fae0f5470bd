package dev.letterbox.launcher.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.process.Java;
import dev.letterbox.launcher.process.Names;
import dev.letterbox.launcher.process.StateFolder;

/**
 * The programs as they run: a copy of each module's build in the state folder, so that a
 * build beside a running mesh does not pull the jars from under it. The services are
 * unpacked on the way, from which they start a fifth faster.
 */
public final class Apps {

	private static final String STORE = "embedded-store";

	private final Path root;

	private final Path folder;

	public Apps(Path root, StateFolder state) {
		this.root = root;
		this.folder = state.apps();
	}

	/** Removes what earlier meshes ran; only while nothing runs. */
	public void clear() {
		if (!Files.exists(this.folder)) {
			return;
		}
		try (Stream<Path> apps = Files.list(this.folder)) {
			List<Path> current = Stream.of(Names.DISCOVERY, Names.GATEWAY, Names.REPLICA, STORE)
				.map((module) -> copyOf(jar(module), module))
				.toList();
			apps.filter((app) -> !current.contains(app)).forEach(Apps::delete);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The jar to run a service from, as it was built last. */
	synchronized Path service(String module) {
		Path jar = jar(module);
		Path copy = copyOf(jar, module);
		if (!Files.exists(copy)) {
			Path fresh = Path.of(copy + ".new");
			delete(fresh);
			Java.runToEnd(
					List.of("-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination", fresh.toString()),
					"unpack " + jar);
			publish(fresh, copy);
		}
		return copy.resolve(jar.getFileName());
	}

	/**
	 * The jar to run the embedded store from, beside its libraries, as it was built last.
	 */
	synchronized Path store() {
		Path jar = jar(STORE);
		Path copy = copyOf(jar, STORE);
		if (!Files.exists(copy)) {
			Path fresh = Path.of(copy + ".new");
			delete(fresh);
			try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
				Files.createDirectories(fresh.resolve("lib"));
				Files.copy(jar, fresh.resolve(jar.getFileName()));
				for (Path library : libraries.toList()) {
					Files.copy(library, fresh.resolve("lib").resolve(library.getFileName()));
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			publish(fresh, copy);
		}
		return copy.resolve(jar.getFileName());
	}

	private Path jar(String module) {
		Path jar = this.root.resolve(module).resolve("target").resolve(module + ".jar");
		if (!Files.exists(jar)) {
			throw Refusal.failed(module + " is not built; ./run without --no-build builds it.");
		}
		return jar;
	}

	private static long modified(Path file) {
		try {
			return Files.getLastModifiedTime(file).toMillis();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path copyOf(Path jar, String module) {
		return this.folder.resolve(module + "-" + modified(jar));
	}

	private static void publish(Path fresh, Path copy) {
		try {
			Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void delete(Path folder) {
		if (!Files.exists(folder)) {
			return;
		}
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
