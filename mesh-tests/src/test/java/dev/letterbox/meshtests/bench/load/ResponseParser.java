package dev.letterbox.meshtests.bench.load;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Finds the end of one HTTP/1.1 response after another, with a length or chunked, in
 * bytes that arrive in any portions. Bodies are skipped.
 */
public final class ResponseParser {

	private enum State {

		HEAD, BODY, CHUNK_SIZE, CHUNK, TRAILER

	}

	private final StringBuilder text = new StringBuilder();

	private State state = State.HEAD;

	private long remaining;

	private int status;

	private boolean closes;

	private boolean chunked;

	/** Consumes bytes, up to the end of a response; whether it has been reached. */
	public boolean complete(ByteBuffer bytes) {
		while (bytes.hasRemaining()) {
			boolean ended = switch (this.state) {
				case HEAD -> line(bytes) && head();
				case BODY -> skip(bytes);
				case CHUNK_SIZE -> line(bytes) && chunkSize();
				case CHUNK -> {
					if (skip(bytes)) {
						this.state = State.CHUNK_SIZE;
					}
					yield false;
				}
				case TRAILER -> line(bytes) && trailer();
			};
			if (ended) {
				this.state = State.HEAD;
				return true;
			}
		}
		return false;
	}

	/** The status of the response that is complete. */
	public int status() {
		return this.status;
	}

	/** Whether the server closes the connection after this response. */
	public boolean closes() {
		return this.closes;
	}

	/** Collects a line; whether it has ended. It is in {@link #text} without its end. */
	private boolean line(ByteBuffer bytes) {
		while (bytes.hasRemaining()) {
			char next = (char) (bytes.get() & 0xff);
			if (next == '\n') {
				return true;
			}
			if (next != '\r') {
				this.text.append(next);
			}
		}
		return false;
	}

	private String taken() {
		String line = this.text.toString();
		this.text.setLength(0);
		return line;
	}

	private boolean head() {
		String line = taken();
		if (line.startsWith("HTTP/1.")) {
			this.status = Integer.parseInt(line, 9, 12, 10);
			this.remaining = 0;
			this.closes = false;
			this.chunked = false;
			return false;
		}
		if (line.isEmpty()) {
			if (this.status == 100) {
				return false;
			}
			this.state = this.chunked ? State.CHUNK_SIZE : State.BODY;
			return !this.chunked && this.remaining == 0;
		}
		String field = line.toLowerCase(Locale.ROOT);
		String value = field.substring(field.indexOf(':') + 1).strip();
		if (field.startsWith("content-length:")) {
			this.remaining = Long.parseLong(value);
		}
		else if (field.startsWith("transfer-encoding:")) {
			this.chunked = value.endsWith("chunked");
		}
		else if (field.startsWith("connection:")) {
			this.closes = value.equals("close");
		}
		return false;
	}

	private boolean chunkSize() {
		String line = taken();
		int end = line.indexOf(';');
		long size = Long.parseLong(((end < 0) ? line : line.substring(0, end)).strip(), 16);
		// The line end after the data belongs to the chunk.
		this.remaining = size + 2;
		this.state = (size > 0) ? State.CHUNK : State.TRAILER;
		return false;
	}

	private boolean trailer() {
		return taken().isEmpty();
	}

	private boolean skip(ByteBuffer bytes) {
		int step = (int) Math.min(this.remaining, bytes.remaining());
		bytes.position(bytes.position() + step);
		this.remaining -= step;
		return this.remaining == 0;
	}

}
