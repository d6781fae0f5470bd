package dev.letterbox.standalone.mesh;

import java.io.Serial;

/**
 * Why a command cannot be carried out, in a sentence for the person who typed it.
 */
final class Refusal extends RuntimeException {

	static final int FAILED = 1;

	static final int MISUSED = 2;

	@Serial
	private static final long serialVersionUID = 1L;

	private final int exitCode;

	private Refusal(int exitCode, String sentence) {
		super(sentence);
		this.exitCode = exitCode;
	}

	/** The command is well-formed, but the machine or the mesh does not allow it. */
	static Refusal failed(String sentence) {
		return new Refusal(FAILED, sentence);
	}

	/** The command line or an environment variable is wrong. */
	static Refusal misused(String sentence) {
		return new Refusal(MISUSED, sentence);
	}

	int exitCode() {
		return this.exitCode;
	}

	String sentence() {
		return String.valueOf(getMessage());
	}

}
