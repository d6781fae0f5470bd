package dev.letterbox.launcher.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.process.StateFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ControlTests {

	private final List<List<String>> commands = new CopyOnWriteArrayList<>();

	private final CompletableFuture<Integer> heard = new CompletableFuture<>();

	private StateFolder state;

	private ControlServer server;

	@BeforeEach
	void start(@TempDir Path folder) {
		this.state = StateFolder.open(folder);
		this.server = ControlServer.start(this.state, (words, say) -> {
			this.commands.add(words);
			say.accept("first\nsecond");
			if (words.contains("bad")) {
				throw Refusal.misused("No.");
			}
		});
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void passesOnWordsAndTheLinesOfTheReply() {
		List<String> said = new ArrayList<>();
		assertThat(new ControlClient(this.state).ask(List.of("scale", "3"), said::add)).hasValue(0);
		assertThat(this.commands).containsExactly(List.of("scale", "3"));
		assertThat(said).containsExactly("first", "second");
	}

	@Test
	void passesOnARefusalWithItsExitCode() {
		List<String> said = new ArrayList<>();
		assertThat(new ControlClient(this.state).ask(List.of("bad"), said::add)).hasValue(Refusal.MISUSED);
		assertThat(said).containsExactly("first", "second", "No.");
	}

	@Test
	void doesNothingForACallerWithoutTheToken() throws IOException {
		int port = Integer.parseInt(Files.readString(this.state.control()).split(" ", -1)[0]);
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8).println("guess\nstop");
			assertThat(
					new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).lines())
				.containsExactly(ControlServer.GREETING);
		}
		assertThat(this.commands).isEmpty();
	}

	@Test
	void keepsTheTokenFromOtherUsers() throws IOException {
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.state.control())))
			.isEqualTo("rw-------");
	}

	@Test
	void hasNoAnswerWhereNoSupervisorRuns(@TempDir Path empty) {
		this.server.close();
		assertThat(new ControlClient(this.state).ask(List.of("status"), (line) -> {
		})).isEmpty();
		assertThat(new ControlClient(StateFolder.open(empty)).ask(List.of("status"), (line) -> {
		})).isEmpty();
	}

	@Test
	void sendsNothingToAnotherProgramOnItsOldPort() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.state.writeControl(other.getLocalPort() + " token");
			Thread.ofVirtual().start(() -> {
				try (Socket call = other.accept()) {
					call.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));
					call.shutdownOutput();
					this.heard.complete(call.getInputStream().readAllBytes().length);
				}
				catch (IOException ex) {
					this.heard.completeExceptionally(ex);
				}
			});
			assertThat(new ControlClient(this.state).ask(List.of("status"), (line) -> {
			})).isEmpty();
			assertThat(this.heard).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(0);
		}
	}

	@Test
	void letsOneSupervisorHaveTheFolder() throws IOException {
		var lock = this.state.lock().orElseThrow();
		assertThat(this.state.lock()).isEmpty();
		lock.channel().close();
		assertThat(this.state.lock()).isPresent();
	}

}
