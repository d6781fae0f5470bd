package dev.letterbox.launcher.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

import dev.letterbox.launcher.process.StateFolder;

/**
 * Sends commands to the supervisor of a state folder.
 */
public final class ControlClient {

	private final StateFolder state;

	public ControlClient(StateFolder state) {
		this.state = state;
	}

	/**
	 * Sends a command and passes on the lines of the reply.
	 * @return its exit code, or nothing where no supervisor answers
	 */
	public OptionalInt ask(List<String> words, Consumer<String> say) {
		try {
			String[] address = Files.readString(this.state.control()).strip().split(" ", -1);
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(address[0]))) {
				socket.setSoTimeout(ControlServer.PATIENCE_MILLIS);
				BufferedReader in = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
				if (!ControlServer.GREETING.equals(in.readLine())) {
					return OptionalInt.empty();
				}
				socket.setSoTimeout(0);
				PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
				out.println(address[1]);
				out.println(String.join("\t", words));
				return answer(in, say);
			}
		}
		catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException ex) {
			return OptionalInt.empty();
		}
	}

	private static OptionalInt answer(BufferedReader in, Consumer<String> say) throws IOException {
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			if (line.startsWith("=")) {
				return OptionalInt.of(Integer.parseInt(line.substring(1)));
			}
			say.accept(line.substring(1));
		}
		return OptionalInt.empty();
	}

}
