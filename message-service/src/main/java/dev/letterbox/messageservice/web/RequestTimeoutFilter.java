package dev.letterbox.messageservice.web;

import java.io.IOException;
import java.time.Duration;

import dev.letterbox.messageservice.message.RequestDeadline;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Limits a request to the time that the gateway waits for its answer.
 */
@Component
class RequestTimeoutFilter implements Filter {

	/** The time that is left for an answer, in whole milliseconds. */
	static final String HEADER = "Request-Timeout-Ms";

	/** Any longer time is above all deadlines, and is not read. */
	private static final int MOST_DIGITS = 6;

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		@Nullable Duration timeout = timeout(((HttpServletRequest) request).getHeader(HEADER));
		if (timeout == null) {
			chain.doFilter(request, response);
			return;
		}
		try {
			RequestDeadline.within(timeout, () -> {
				chain.doFilter(request, response);
				return null;
			});
		}
		catch (IOException | ServletException | RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new ServletException(ex);
		}
	}

	/**
	 * The time in the header, or null without a valid one.
	 */
	private static @Nullable Duration timeout(@Nullable String header) {
		boolean valid = header != null && !header.isEmpty() && header.length() <= MOST_DIGITS
				&& header.chars().allMatch((digit) -> digit >= '0' && digit <= '9');
		return valid ? Duration.ofMillis(Long.parseLong(header)) : null;
	}

}
