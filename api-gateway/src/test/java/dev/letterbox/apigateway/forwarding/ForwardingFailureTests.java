package dev.letterbox.apigateway.forwarding;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

import dev.letterbox.apigateway.GatewayFixture;
import dev.letterbox.apigateway.RawConnection;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a replica's connection that is closed while the request is written is reported:
 * Reactor Netty uses the same exception as for a client that disconnected.
 */
class ForwardingFailureTests extends GatewayFixture {

	@ParameterizedTest
	@ValueSource(strings = { "", "{}" })
	void neverTakesAClosedConnectionOfAReplicaForADisconnectedClient(String body) throws IOException {
		replica();
		String length = "Content-Length: " + body.length() + "\r\n";
		RawConnection.Response sent = ask(head("POST", "/send", length) + body);
		assertThat(sent.isProblem(504, "timeout").body()).contains("may or may not have been stored");
		ask(head("GET", "/pull", length) + body).isProblem(503, "unavailable");
		ask(head("HEAD", "/pull", length) + body).isHeadOfProblem(503);
	}

	@Test
	void isCountedByTheCircuitBreaker() throws IOException {
		replica();
		ask("POST", "/send").isProblem(504, "timeout");
		assertThat(circuitBreaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
	}

	/** Closes every connection to a replica when the first bytes are written. */
	@TestConfiguration(proxyBeanMethods = false)
	static class ClosedConnections {

		@Bean
		HttpClientCustomizer closedWhenWrittenTo() {
			return (client) -> client.doOnChannelInit(
					(observer, channel, remote) -> channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {

						@Override
						public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
							ReferenceCountUtil.release(message);
							promise.setFailure(new ClosedChannelException());
						}

					}));
		}

	}

}
