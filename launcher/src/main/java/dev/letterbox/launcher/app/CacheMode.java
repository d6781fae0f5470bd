package dev.letterbox.launcher.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process does with its program's AOT cache.
 */
public enum CacheMode {

	/** Starts from it where there is one. A start without is slower, not a failure. */
	USE {

		@Override
		public List<String> arguments(App app) {
			List<String> arguments = new ArrayList<>();
			if (app.hasCache()) {
				arguments.addAll(from(app.cache()));
			}
			arguments.addAll(List.of("-jar", app.jar().toString()));
			return arguments;
		}

	},

	/** Records one, which the JVM writes when it ends. */
	RECORD {

		@Override
		public List<String> arguments(App app) {
			return List.of("-XX:AOTCacheOutput=" + app.recorded(), "-jar", app.jar().toString());
		}

	};

	/** The JVM's arguments that run a program. */
	public abstract List<String> arguments(App app);

	/** A command line that fails where the JVM cannot use the cache. */
	static List<String> verified(App app, Path cache) {
		List<String> arguments = new ArrayList<>(JvmOptions.of(app.module()));
		arguments.add("-XX:AOTMode=on");
		arguments.addAll(from(cache));
		arguments.addAll(List.of("-cp", app.jar().toString(), "-version"));
		return arguments;
	}

	/**
	 * The verification finds damage, of which the JVM would crash. The JVM's messages
	 * about a cache that it rejects are off; -Xlog:aot shows them.
	 */
	private static List<String> from(Path cache) {
		return List.of("-XX:AOTCache=" + cache, "-XX:+VerifySharedSpaces", "-Xlog:aot=off", "-Xlog:cds=off");
	}

}
