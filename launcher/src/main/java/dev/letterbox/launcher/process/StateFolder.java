package dev.letterbox.launcher.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.letterbox.launcher.options.Refusal;

/**
 * The folder a mesh keeps its process ids, logs and data in.
 *
 * @param path the folder, absolute
 */
public record StateFolder(Path path) {

	private static final String PID = ".pid";

	private static final String LOG = ".log";

	/** The folder, created where it does not exist. */
	public static StateFolder open(Path path) {
		try {
			Files.createDirectories(path);
			return new StateFolder(path);
		}
		catch (IOException ex) {
			throw Refusal.failed("The state folder " + path + " cannot be created.");
		}
	}

	/** The data folder of a store. */
	public Path data(String store) {
		return this.path.resolve("data").resolve(store);
	}

	/** The log file of a process. */
	public Path log(String name) {
		return this.path.resolve(name + LOG);
	}

	/** The file that says where the supervisor listens. */
	public Path control() {
		return this.path.resolve("control");
	}

	/**
	 * Makes the caller the only supervisor of this folder until its process ends; empty
	 * while there is another one.
	 */
	public Optional<FileLock> lock() {
		try {
			FileChannel channel = FileChannel.open(this.path.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			FileLock lock = channel.tryLock();
			if (lock == null) {
				channel.close();
			}
			return Optional.ofNullable(lock);
		}
		catch (OverlappingFileLockException ex) {
			return Optional.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Releases the folder. */
	public void unlock(FileLock lock) {
		try {
			lock.channel().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Keeps the log of the run before as {@code <name>.log.1}. */
	public void rotateLog(String name) {
		try {
			if (Files.exists(log(name))) {
				Files.move(log(name), this.path.resolve(name + LOG + ".1"), StandardCopyOption.REPLACE_EXISTING);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The last lines of a process's log that are not frames of a stack trace. */
	List<String> logTail(String name, int lines) {
		try {
			List<String> all = new String(Files.readAllBytes(log(name)), java.nio.charset.StandardCharsets.UTF_8)
				.lines()
				.filter((line) -> !line.startsWith("\tat ") && !line.isBlank())
				.toList();
			return all.subList(Math.max(0, all.size() - lines), all.size());
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/** The names of all processes that have a log here. */
	public List<String> logged() {
		return namesOf(LOG);
	}

	void writePid(String name, long pid) {
		try {
			Files.writeString(this.path.resolve(name + PID), pid + "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void deletePid(String name) {
		try {
			Files.deleteIfExists(this.path.resolve(name + PID));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void renamePid(String from, String to) {
		try {
			Files.move(this.path.resolve(from + PID), this.path.resolve(to + PID), StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The process id on file under a name. */
	Optional<Long> pid(String name) {
		try {
			return Optional.of(Long.valueOf(Files.readString(this.path.resolve(name + PID)).strip()));
		}
		catch (IOException | NumberFormatException ex) {
			return Optional.empty();
		}
	}

	/** The names of all process ids on file. */
	List<String> pidNames() {
		return namesOf(PID);
	}

	/** Writes where the supervisor listens, readable by its owner alone. */
	public void writeControl(String text) {
		try {
			Files.deleteIfExists(control());
			Files.createFile(control(),
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
			Files.writeString(control(), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Removes the file that says where the supervisor listens. */
	public void deleteControl() {
		try {
			Files.deleteIfExists(control());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<String> namesOf(String ending) {
		try (Stream<Path> files = Files.list(this.path)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(ending))
				.map((name) -> name.substring(0, name.length() - ending.length()))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
