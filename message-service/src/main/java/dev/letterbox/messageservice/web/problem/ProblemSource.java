package dev.letterbox.messageservice.web.problem;

import dev.letterbox.messageservice.web.request.RequestId;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.util.StringUtils;

/**
 * The request that a problem is about.
 *
 * @param path as it came
 * @param requestId its id
 */
public record ProblemSource(String path, String requestId) {

	static ProblemSource of(HttpServletRequest request) {
		String path = request.getRequestURI();
		return new ProblemSource(StringUtils.hasText(path) ? path : "/",
				String.valueOf(request.getAttribute(RequestId.ATTRIBUTE)));
	}

}
