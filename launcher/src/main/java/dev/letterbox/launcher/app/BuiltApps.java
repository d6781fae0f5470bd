package dev.letterbox.launcher.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.process.Java;

/**
 * Programs as they were built last, unpacked once for all meshes of this checkout:
 * {@code <module>/target/app/<fingerprint>}. A build beside a running mesh leaves that
 * mesh's folder as it is, since other content has another fingerprint. Each user holds a
 * shared lock on {@code <fingerprint>.lock}; folders without users are removed when
 * another one is unpacked.
 */
public final class BuiltApps implements Apps, AutoCloseable {

	private static final String LOCK = ".lock";

	private static final String UNFINISHED = ".new";

	/** File locks are those of the whole JVM. */
	private static final ReentrantLock WITHIN_THIS_JVM = new ReentrantLock();

	private final Path root;

	private final List<FileChannel> used = new ArrayList<>();

	private final List<Path> locked = new ArrayList<>();

	public BuiltApps(Path root) {
		this.root = root;
	}

	@Override
	public App of(String module) {
		Path jar = this.root.resolve(module).resolve("target").resolve(module + ".jar");
		if (!Files.exists(jar)) {
			throw Refusal.failed(module + " is not built; ./run without --no-build builds it.");
		}
		Path folder = jar.resolveSibling("app");
		WITHIN_THIS_JVM.lock();
		try {
			Files.createDirectories(folder);
			try (FileChannel channel = open(folder.resolve("lock")); FileLock _ = channel.lock()) {
				return unpacked(module, jar, folder);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			WITHIN_THIS_JVM.unlock();
		}
	}

	/** Gives up every program; nothing that runs from them may be left. */
	@Override
	public void close() {
		WITHIN_THIS_JVM.lock();
		try {
			for (FileChannel channel : this.used) {
				channel.close();
			}
			this.used.clear();
			this.locked.clear();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			WITHIN_THIS_JVM.unlock();
		}
	}

	private App unpacked(String module, Path jar, Path folder) throws IOException {
		Path libraries = jar.resolveSibling(App.LIBRARIES);
		List<Path> all = new ArrayList<>(List.of(jar));
		all.addAll(list(libraries));
		String fingerprint = new Fingerprint(module).add(all).text();
		App app = new App(module, folder.resolve(fingerprint));
		use(folder.resolve(fingerprint + LOCK));
		if (!Files.exists(app.folder())) {
			removeUnused(folder);
			unpack(jar, libraries, app);
		}
		return app;
	}

	private void use(Path lock) throws IOException {
		if (this.locked.contains(lock)) {
			return;
		}
		FileChannel channel = open(lock);
		try {
			channel.lock(0, Long.MAX_VALUE, true);
			this.used.add(channel);
			this.locked.add(lock);
		}
		catch (OverlappingFileLockException ex) {
			// This JVM holds it, which is enough.
			channel.close();
		}
	}

	private static void removeUnused(Path folder) throws IOException {
		for (Path file : list(folder)) {
			String name = file.getFileName().toString();
			if (name.endsWith(UNFINISHED)) {
				delete(file);
			}
			else if (name.endsWith(LOCK) && isUnused(file)) {
				delete(folder.resolve(name.substring(0, name.length() - LOCK.length())));
				Files.delete(file);
			}
		}
	}

	private static boolean isUnused(Path lock) throws IOException {
		try (FileChannel channel = open(lock); FileLock held = channel.tryLock()) {
			return held != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	private static void unpack(Path jar, Path libraries, App app) throws IOException {
		Path fresh = app.folder().resolveSibling(app.folder().getFileName() + UNFINISHED);
		if (Files.exists(libraries)) {
			Files.createDirectories(fresh.resolve(App.LIBRARIES));
			Files.copy(jar, fresh.resolve(App.JAR));
			for (Path library : list(libraries)) {
				Files.copy(library, fresh.resolve(App.LIBRARIES).resolve(library.getFileName()));
			}
		}
		else {
			Java.runToEnd(
					List.of("-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination", fresh.toString()),
					"unpack " + jar);
			Files.move(fresh.resolve(jar.getFileName()), fresh.resolve(App.JAR));
		}
		Files.move(fresh, app.folder(), StandardCopyOption.ATOMIC_MOVE);
	}

	private static FileChannel open(Path lock) throws IOException {
		return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
	}

	private static List<Path> list(Path folder) throws IOException {
		if (!Files.exists(folder)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(folder)) {
			return files.sorted().toList();
		}
	}

	private static void delete(Path folder) throws IOException {
		if (!Files.exists(folder)) {
			return;
		}
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

}
