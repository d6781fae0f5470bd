package dev.letterbox.launcher.mesh;

/**
 * What is shown once a mesh serves.
 */
public final class Banner {

	private static final String BOLD = "\u001b[1m";

	private static final String PLAIN = "\u001b[0m";

	private Banner() {
	}

	/**
	 * The addresses and a first call of each kind, in 80 columns unless a path is longer.
	 */
	public static String of(Status status, String title, String logs, String ending, boolean colour) {
		return """

				%s

				  API     %s
				  Try it  %s/swagger-ui
				  Eureka  %s  (which replicas serve)
				  Store   %s
				  Logs    %s

				  Send    curl -H 'Content-Type: application/json' \\
				            -d '{"chat":"a:b","sender":"a","text":"hi"}' \\
				            %s/api/send
				  Pull    curl '%s/api/pull?chat=a:b'
				  More    ./run status, ./run scale 3, ./run logs api-gateway, ./run --help

				%s""".formatted(colour ? BOLD + title + PLAIN : title, status.gateway(), status.gateway(),
				status.discovery(), status.store(), logs, status.gateway(), status.gateway(), ending);
	}

}
