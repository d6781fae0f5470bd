package dev.letterbox.messageservice.web.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers every exception of a controller or of its dispatch with a problem.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProblemResolver implements HandlerExceptionResolver {

	private final ProblemTranslator translator;

	private final ProblemWriter writer;

	ProblemResolver(ProblemTranslator translator, ProblemWriter writer) {
		this.translator = translator;
		this.writer = writer;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception fault) {
		if (fault instanceof AsyncRequestNotUsableException || fault instanceof ClientAbortException) {
			return null;
		}
		if (response.isCommitted()) {
			// The container then closes the connection, so that a client does not take
			// half a page for a complete one.
			throw new IllegalStateException("an answer could not be finished", fault);
		}
		// Headers of the answer that could not be written.
		response.reset();
		if (fault instanceof ErrorResponse known) {
			known.getHeaders().forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		}
		try {
			this.writer.write(response, this.translator.translate(cause(fault), ProblemSource.of(request)));
		}
		catch (IOException ex) {
			return null;
		}
		return new ModelAndView();
	}

	/**
	 * A long page is read while it is written, so that the store's failure comes wrapped
	 * as one of writing.
	 */
	private static Throwable cause(Exception fault) {
		Throwable cause = fault;
		while (cause instanceof HttpMessageNotWritableException || cause instanceof JacksonException) {
			if (cause.getCause() == null) {
				return fault;
			}
			cause = cause.getCause();
		}
		return cause;
	}

}
