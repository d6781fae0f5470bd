package dev.letterbox.launcher.mesh;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import dev.letterbox.launcher.options.Options;
import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.options.StoreKind;
import dev.letterbox.launcher.process.Spec;
import dev.letterbox.launcher.store.StoreUri;
import org.jspecify.annotations.Nullable;

/**
 * The store a mesh runs on.
 *
 * @param description for the person who starts the mesh
 * @param uri what the replicas are given; for a store of our own, null until its port is
 * known
 * @param shownUri the same without credentials
 * @param process how to start it, or null where the store is not managed by the launcher
 */
public record StoreChoice(String description, String uri, String shownUri, @Nullable Supplier<Spec> process) {

	/** Takes the first store there is, and checks that it can be used. */
	public static StoreChoice of(Options options, Processes processes, Map<String, String> environment) {
		String given = environment.getOrDefault("MONGODB_URI", "");
		if (options.store() == StoreKind.AUTO && !given.isBlank()) {
			StoreUri uri = new StoreUri(given);
			uri.checkReachable();
			return new StoreChoice("the MongoDB of MONGODB_URI", uri.text(), uri.shown(), null);
		}
		Optional<Path> mongod = onPath("mongod", environment.getOrDefault("PATH", ""));
		if (options.store() == StoreKind.MONGOD && mongod.isEmpty()) {
			throw Refusal.failed("There is no mongod on the PATH; leave out --store to use what there is.");
		}
		if (options.store() != StoreKind.EMBEDDED && mongod.isPresent()) {
			return own("a mongod of its own", () -> processes.mongod(mongod.get()), "/?directConnection=true");
		}
		return own("the embedded store", processes::embeddedStore, "");
	}

	private static StoreChoice own(String description, Supplier<Spec> process, String query) {
		String address = "mongodb://" + Processes.LOOPBACK + ":" + process.get().port();
		return new StoreChoice(description, new StoreUri(address + query).text(), address, process);
	}

	private static Optional<Path> onPath(String program, String path) {
		return Arrays.stream(path.split(File.pathSeparator))
			.filter((folder) -> !folder.isBlank())
			.map((folder) -> Path.of(folder, program))
			.filter(Files::isExecutable)
			.findFirst();
	}

}
