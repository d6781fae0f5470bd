package dev.letterbox.messageservice.web.problem;

import java.io.IOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

import org.springframework.http.HttpStatus;

/**
 * Answers the requests that the container refuses before a controller is reached.
 */
public class ProblemValve extends ErrorReportValve {

	private final ProblemTranslator translator;

	private final ProblemWriter writer;

	public ProblemValve(ProblemTranslator translator, ProblemWriter writer) {
		this.translator = translator;
		this.writer = writer;
	}

	@Override
	protected void report(Request request, Response response, Throwable fault) {
		HttpStatus status = HttpStatus.resolve(response.getStatus());
		if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		try {
			this.writer.write(response, this.translator.of(status, ProblemSource.of(request)));
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			this.container.getLogger().debug("no problem could be written", ex);
		}
	}

}
