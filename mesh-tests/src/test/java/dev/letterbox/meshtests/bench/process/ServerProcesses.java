package dev.letterbox.meshtests.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the processes of a server on this machine: the one that listens on its port, the
 * others of that process's group, and, in the same way, those that these are connected to
 * as clients, such as the server's database. Linux only.
 */
public final class ServerProcesses {

	private static final Path PROC = Path.of("/proc");

	private final Map<Long, List<Long>> inodes = new HashMap<>();

	private final Map<Long, Long> groups = new HashMap<>();

	private final SocketTable sockets;

	private ServerProcesses(SocketTable sockets) {
		this.sockets = sockets;
	}

	/** The processes of the server at a port, under the names of their programs. */
	public static List<WatchedProcess> at(int port) {
		if (!Files.isDirectory(PROC)) {
			return List.of();
		}
		try {
			ServerProcesses processes = new ServerProcesses(SocketTable
				.parse(Stream.concat(lines(PROC.resolve("net/tcp")), lines(PROC.resolve("net/tcp6"))).toList()));
			processes.read();
			return processes.behind(port).stream().map(WatchedProcess::of).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<String> lines(Path file) throws IOException {
		return Files.exists(file) ? Files.readAllLines(file).stream() : Stream.empty();
	}

	private void read() throws IOException {
		try (Stream<Path> folders = Files.list(PROC)) {
			for (Path folder : folders.filter((it) -> it.getFileName().toString().matches("\\d+")).toList()) {
				long pid = Long.parseLong(folder.getFileName().toString());
				try (Stream<Path> descriptors = Files.list(folder.resolve("fd"))) {
					this.inodes.put(pid, descriptors.flatMap(ServerProcesses::inode).toList());
					this.groups.put(pid, group(Files.readString(folder.resolve("stat"))));
				}
				catch (IOException | UncheckedIOException ex) {
					// It has ended, or belongs to another user.
					this.inodes.remove(pid);
				}
			}
		}
	}

	private static Stream<Long> inode(Path descriptor) {
		try {
			String target = Files.readSymbolicLink(descriptor).toString();
			return target.startsWith("socket:[") ? Stream.of(Long.valueOf(target.substring(8, target.length() - 1)))
					: Stream.empty();
		}
		catch (IOException ex) {
			return Stream.empty();
		}
	}

	/** The process group in a {@code /proc/PID/stat}: the third field after the name. */
	static long group(String stat) {
		return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 4)[2]);
	}

	private Set<Long> behind(int port) {
		Set<Long> found = new LinkedHashSet<>();
		Deque<Long> open = new ArrayDeque<>(listening(port));
		Long own = this.groups.get(ProcessHandle.current().pid());
		while (!open.isEmpty()) {
			Long pid = open.remove();
			if (!found.add(pid)) {
				continue;
			}
			Long group = this.groups.get(pid);
			// A server that a script started is in the group of that script, as this is.
			if (group != null && !group.equals(own)) {
				this.groups.forEach((other, its) -> {
					if (its.equals(group)) {
						open.add(other);
					}
				});
			}
			this.sockets.connectedTo(this.inodes.getOrDefault(pid, List.of()))
				.forEach((peer) -> open.addAll(listening(peer)));
		}
		return found;
	}

	private List<Long> listening(int port) {
		List<Long> wanted = this.sockets.listeners(port);
		return this.inodes.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().stream().anyMatch(wanted::contains))
			.map(Map.Entry::getKey)
			.toList();
	}

}
