package dev.letterbox.meshtests.bench.process;

import java.util.List;

/**
 * The TCP sockets of this machine, as Linux lists them in {@code /proc/net/tcp} and
 * {@code /proc/net/tcp6}.
 *
 * @param sockets those that listen or are connected
 */
record SocketTable(List<Socket> sockets) {

	private static final String CONNECTED = "01";

	private static final String LISTENS = "0A";

	/** Reads the lines of both files, headers included. */
	static SocketTable parse(List<String> lines) {
		return new SocketTable(lines.stream()
			.map((line) -> line.strip().split("\\s+", -1))
			.filter((fields) -> fields.length > 9 && (fields[3].equals(CONNECTED) || fields[3].equals(LISTENS)))
			.map((fields) -> new Socket(port(fields[1]), fields[3].equals(LISTENS) ? 0 : port(fields[2]),
					Long.parseLong(fields[9])))
			.toList());
	}

	private static int port(String address) {
		return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
	}

	/** The inodes of the sockets that listen on a port. */
	List<Long> listeners(int port) {
		return this.sockets.stream()
			.filter((socket) -> socket.peer() == 0 && socket.port() == port)
			.map(Socket::inode)
			.toList();
	}

	/** The ports that the owner of these inodes has connected to. */
	List<Integer> connectedTo(List<Long> inodes) {
		return this.sockets.stream()
			.filter((socket) -> socket.peer() != 0 && inodes.contains(socket.inode()))
			.map(Socket::peer)
			.distinct()
			.toList();
	}

	/**
	 * A socket.
	 *
	 * @param port its own port
	 * @param peer the port it is connected to; 0 if it listens
	 * @param inode what a descriptor of its process names it by
	 */
	record Socket(int port, int peer, long inode) {

	}

}
