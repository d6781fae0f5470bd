package dev.letterbox.messageservice.web.request;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;

/**
 * Tells whether the client of a request has closed its connection. The container notices
 * that only when it reads or writes, which it does not do while a request waits.
 */
public final class ClientPresence {

	private static final String ATTRIBUTE = ClientPresence.class.getName();

	private final Request request;

	private ClientPresence(Request request) {
		this.request = request;
	}

	/**
	 * Makes it available to the handler of a request.
	 */
	static void offer(org.apache.catalina.connector.Request request) {
		request.setAttribute(ATTRIBUTE, new ClientPresence(request.getCoyoteRequest()));
	}

	/**
	 * The presence of a request's client.
	 */
	public static ClientPresence of(HttpServletRequest request) {
		if (request.getAttribute(ATTRIBUTE) instanceof ClientPresence offered) {
			return offered;
		}
		throw new IllegalStateException("only requests with a preference have it");
	}

	/**
	 * Reads from the connection without blocking. To be called on the request's own
	 * thread, after its body was read. What a client sends ahead is kept for the next
	 * request; while it is there, the end behind it is not seen.
	 */
	public boolean isGone() {
		// At the end of the connection, Tomcat says that there is something to read. It
		// says the same of what was sent ahead, but only once: that is then in its
		// buffer.
		boolean input = hasInput();
		return input && hasInput();
	}

	private boolean hasInput() {
		this.request.action(ActionCode.AVAILABLE, true);
		return this.request.getAvailable() > 0;
	}

}
