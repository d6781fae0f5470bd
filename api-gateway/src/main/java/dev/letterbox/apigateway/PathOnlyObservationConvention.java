package dev.letterbox.apigateway;

import io.micrometer.common.KeyValues;

import org.springframework.cloud.gateway.filter.headers.observation.DefaultGatewayObservationConvention;
import org.springframework.cloud.gateway.filter.headers.observation.GatewayContext;
import org.springframework.stereotype.Component;

/**
 * Keeps the query of an address out of traces: it names who writes to whom.
 */
@Component
class PathOnlyObservationConvention extends DefaultGatewayObservationConvention {

	@Override
	public KeyValues getHighCardinalityKeyValues(GatewayContext context) {
		return KeyValues.of("http.uri", context.getRequest().getURI().getRawPath());
	}

}
