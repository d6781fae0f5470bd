package dev.letterbox.messageservice.message.web;

import java.time.Duration;
import java.util.Collections;

import dev.letterbox.messageservice.message.wait.Wait;
import dev.letterbox.messageservice.message.wait.Wait.WaitRequest;
import dev.letterbox.messageservice.message.wait.Waits;
import dev.letterbox.messageservice.web.request.ClientPresence;
import dev.letterbox.messageservice.web.request.RequestValve;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Begins the waits that requests prefer.
 */
@Component
class WaitingRequests {

	private final Waits waits;

	WaitingRequests(Waits waits) {
		this.waits = waits;
	}

	/**
	 * Begins a wait, which must be closed, and says so in the answer; null if the request
	 * does not prefer to wait, or can't.
	 * @param topic a chat's canonical name, or another topic of {@link Waits}
	 * @param next the first position at which a message would be news
	 * @param since only messages sent at or after this Unix second are news
	 */
	@Nullable Wait begin(HttpServletRequest request, HttpServletResponse response, String topic, long next, long since) {
		if (request.getHeader("Prefer") == null) {
			return null;
		}
		int seconds = WaitPreference.seconds(Collections.list(request.getHeaders("Prefer")));
		if (seconds == 0) {
			return null;
		}
		Wait wait = this.waits.begin(
				new WaitRequest(topic, next, since, Duration.ofSeconds(seconds), ClientPresence.of(request)::isGone));
		if (wait != null) {
			request.setAttribute(RequestValve.WAITED, true);
			response.setHeader("Preference-Applied", "wait=" + seconds);
		}
		return wait;
	}

}
