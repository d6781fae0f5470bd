package dev.letterbox.launcher.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import dev.letterbox.launcher.options.Options;
import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.options.Setting;

/**
 * Hands out ports, each once. Free ports are chosen below the range that systems use for
 * outgoing connections: in that range, a client that keeps trying to reach a dead process
 * could be given that very port as its own, and keep the process from coming back.
 */
public final class Ports {

	private static final int LOWEST = 20000;

	private static final int HIGHEST = 31999;

	private static final int ATTEMPTS = 1000;

	private final Set<Integer> given = new HashSet<>();

	/** A free port on the loopback address. */
	public synchronized int any() {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
			if (isFree("127.0.0.1", port) && this.given.add(port)) {
				return port;
			}
		}
		throw Refusal.failed("No free port was found between %d and %d.".formatted(LOWEST, HIGHEST));
	}

	/** The port a setting asks for, checked to be free, or any free one where it is 0. */
	public int wanted(Options options, Setting setting, String address) {
		return wanted(options, setting, address, 0);
	}

	/** The port so many behind the one that a setting asks for, or any free one. */
	public synchronized int wanted(Options options, Setting setting, String address, int behind) {
		int port = options.number(setting) + behind;
		if (options.number(setting) == 0) {
			return any();
		}
		if (!isFree(address, port)) {
			throw Refusal.failed("Port %d on %s is in use by another program; choose another with %s.".formatted(port,
					address, setting.option()));
		}
		if (!this.given.add(port)) {
			throw Refusal
				.misused("Port %d is asked for twice; choose another with %s.".formatted(port, setting.option()));
		}
		return port;
	}

	/** Refuses an address that no process of this machine can listen on. */
	public static void checkLocal(String address) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
		}
		catch (IOException ex) {
			throw Refusal.misused("--address must be an address of this machine, not \"" + address + "\".");
		}
	}

	private static boolean isFree(String address, int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
