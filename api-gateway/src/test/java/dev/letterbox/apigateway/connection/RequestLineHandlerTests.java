package dev.letterbox.apigateway.connection;

import java.net.URI;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the check of request targets with the URI parser that reads its result.
 */
class RequestLineHandlerTests {

	@Test
	void returnsOnlyTargetsThatParseAsAUri() {
		for (char c = 0; c < 0x180; c++) {
			for (String around : new String[] { "/%s", "/a%sb", "/p?%s", "/p?a=%sb", "/%%%s0", "/%%4%s", "/p?%%%s0",
					"/p?%%4%s", "%s", "http://%s/p", "http://h/%s" }) {
				String checked = RequestLineHandler.checked(around.formatted(c));
				URI uri = URI.create("http://localhost:8080" + checked);
				assertThat(uri.toASCIIString()).endsWith(checked);
				assertThat(uri.getHost()).isEqualTo("localhost");
				assertThat(uri.getPort()).isEqualTo(8080);
			}
		}
	}

	@Test
	void keepsAValidTarget() {
		String valid = "/api/pull;x/%2e%2E/~!$&'()*+,=:@?chat=%00%ff%F0+%2B[1]/?-._~!$&'()*,;:@";
		assertThat(RequestLineHandler.checked(valid)).isEqualTo(valid);
	}

}
