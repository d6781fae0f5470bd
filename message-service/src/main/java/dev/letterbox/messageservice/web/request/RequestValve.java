package dev.letterbox.messageservice.web.request;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.web.servlet.HandlerMapping;

/**
 * Wraps every request, including those that the container refuses: sets its id in the
 * answer and in the log lines of its thread, and measures it.
 */
public class RequestValve extends ValveBase {

	/** The attribute of requests that wait: their time says nothing about the service. */
	public static final String WAITED = RequestValve.class.getName() + ".waited";

	private static final String PREFER = "Prefer";

	private static final Logger access = LoggerFactory.getLogger("letterbox.access");

	private final RequestMetrics metrics;

	public RequestValve(RequestMetrics metrics) {
		super(true);
		this.metrics = metrics;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		long begun = System.nanoTime();
		String id = RequestId.of(request.getHeader(RequestId.HEADER));
		request.setAttribute(RequestId.ATTRIBUTE, id);
		response.setHeader(RequestId.HEADER, id);
		MDC.put(RequestId.FIELD, id);
		if (request.getHeader(PREFER) != null) {
			ClientPresence.offer(request);
		}
		try {
			getNext().invoke(request, response);
		}
		finally {
			long nanos = System.nanoTime() - begun;
			if (request.getAttribute(WAITED) == null) {
				Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
				this.metrics.answered((route != null) ? route.toString() : RequestMetrics.NO_ROUTE,
						response.getStatus(), nanos);
			}
			if (access.isInfoEnabled()) {
				access.info("{} {} {} {} us", request.getMethod(), request.getRequestURI(), response.getStatus(),
						nanos / 1000);
			}
			MDC.remove(RequestId.FIELD);
		}
	}

}
