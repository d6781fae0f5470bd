package dev.letterbox.apigateway.waiting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class WaitPreferenceTests {

	static Stream<String> cases() throws IOException {
		return Files.readAllLines(Path.of("../message-service/src/test/resources/wait-preferences.txt"))
			.stream()
			.filter((line) -> !line.startsWith("#"));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void findsTheSecondsToWait(String line) {
		String[] parts = line.split("<-", 2);
		List<String> headers = Stream.of(parts[1].split("\\+\\+", -1))
			.map((header) -> header.strip().replace("\\t", "\t"))
			.toList();
		assertThat(WaitPreference.seconds(headers)).isEqualTo(Integer.parseInt(parts[0].strip()));
	}

}
