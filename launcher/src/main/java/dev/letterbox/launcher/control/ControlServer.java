package dev.letterbox.launcher.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.process.Ports;
import dev.letterbox.launcher.process.StateFolder;

/**
 * Receives the commands of other {@code ./run} calls on a port of the loopback address.
 * Callers need the token from the state folder. The server sends a greeting; a call is
 * two lines (the token, then the words separated by tabs); each line of the reply is
 * {@code >} and a text, the last one {@code =} and the exit code.
 */
final class ControlServer {

	/**
	 * Distinguishes the supervisor from another program on the port of an earlier one.
	 */
	static final String GREETING = "letterbox";

	static final int PATIENCE_MILLIS = 5000;

	private static final int TOKEN_BYTES = 16;

	private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

	private final ServerSocket socket;

	private final String token;

	private final Handler handler;

	private ControlServer(ServerSocket socket, String token, Handler handler) {
		this.socket = socket;
		this.token = token;
		this.handler = handler;
	}

	/** Listens, and writes the port and the token into the state folder. */
	static ControlServer start(StateFolder state, Handler handler) {
		byte[] random = new byte[TOKEN_BYTES];
		new SecureRandom().nextBytes(random);
		try {
			ControlServer server = new ControlServer(
					new ServerSocket(new Ports().any(), 0, InetAddress.getLoopbackAddress()),
					HexFormat.of().formatHex(random), handler);
			Thread.ofPlatform().daemon().name("control").start(server::accept);
			state.writeControl(server.socket.getLocalPort() + " " + server.token);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Accepts no more calls, and waits for the replies to those in progress. */
	void close() {
		try {
			this.socket.close();
			this.calls.shutdown();
			this.calls.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void accept() {
		while (!this.socket.isClosed()) {
			try {
				Socket call = this.socket.accept();
				this.calls.execute(() -> answer(call));
			}
			catch (IOException ex) {
				// Closed: the loop ends. Any other failure concerns this call only.
			}
		}
	}

	private void answer(Socket call) {
		try (call) {
			call.setSoTimeout(PATIENCE_MILLIS);
			BufferedReader in = new BufferedReader(
					new InputStreamReader(call.getInputStream(), StandardCharsets.UTF_8));
			PrintStream out = new PrintStream(call.getOutputStream(), true, StandardCharsets.UTF_8);
			out.println(GREETING);
			String given = String.valueOf(in.readLine());
			String words = String.valueOf(in.readLine());
			if (MessageDigest.isEqual(bytes(given), bytes(this.token))) {
				out.println("=" + handle(List.of(words.split("\t", -1)), (text) -> lines(text, out)));
			}
		}
		catch (IOException ex) {
			// The caller disconnected or sent nothing; no reply is possible.
		}
	}

	private int handle(List<String> words, Consumer<String> say) {
		try {
			this.handler.handle(words, say);
			return 0;
		}
		catch (Refusal ex) {
			say.accept(ex.sentence());
			return ex.exitCode();
		}
	}

	private static void lines(String text, PrintStream out) {
		synchronized (out) {
			text.lines().forEach((line) -> out.println(">" + line));
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Executes a command and reports its progress.
	 */
	@FunctionalInterface
	interface Handler {

		void handle(List<String> words, Consumer<String> say);

	}

}
