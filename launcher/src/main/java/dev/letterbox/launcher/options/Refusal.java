package dev.letterbox.launcher.options;

import java.io.Serial;

/**
 * The reason why a command is rejected, in a sentence for the user.
 */
public final class Refusal extends RuntimeException {

	/** The exit code of a command that could not be done. */
	public static final int FAILED = 1;

	/** The exit code of a wrong command line. */
	public static final int MISUSED = 2;

	@Serial
	private static final long serialVersionUID = 1L;

	private final int exitCode;

	private Refusal(int exitCode, String sentence) {
		super(sentence);
		this.exitCode = exitCode;
	}

	/** The command is well-formed, but the machine or the mesh does not allow it. */
	public static Refusal failed(String sentence) {
		return new Refusal(FAILED, sentence);
	}

	/** The command line or an environment variable is wrong. */
	public static Refusal misused(String sentence) {
		return new Refusal(MISUSED, sentence);
	}

	/** The exit code of the command that is refused. */
	public int exitCode() {
		return this.exitCode;
	}

	/** The reason, as shown. */
	public String sentence() {
		return String.valueOf(getMessage());
	}

}
