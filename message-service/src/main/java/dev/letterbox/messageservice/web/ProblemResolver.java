package dev.letterbox.messageservice.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers every exception that a controller, or the way to one, ends with.
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
		if (fault instanceof AsyncRequestNotUsableException || response.isCommitted()) {
			return null;
		}
		if (fault instanceof ErrorResponse known) {
			known.getHeaders().forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		}
		try {
			this.writer.write(response, this.translator.translate(fault, request.getRequestURI()));
		}
		catch (IOException ex) {
			return null;
		}
		return new ModelAndView();
	}

}
