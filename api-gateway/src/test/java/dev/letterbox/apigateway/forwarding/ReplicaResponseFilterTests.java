package dev.letterbox.apigateway.forwarding;

import dev.letterbox.apigateway.GatewayFixture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What is written to the client.
 */
class ReplicaResponseFilterTests extends GatewayFixture {

	@Autowired
	private ReplicaResponseFilter filter;

	@Test
	void failsIfTheExchangeCompletesWithoutAResponse() {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/send").build());
		Mono<Void> written = this.filter.filter(exchange, (forwarding) -> Mono.empty());
		assertThatIllegalStateException().isThrownBy(written::block);
	}

}
