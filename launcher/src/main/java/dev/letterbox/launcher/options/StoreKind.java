package dev.letterbox.launcher.options;

import java.util.Arrays;
import java.util.Locale;

/**
 * Which store a mesh is to run on; AUTO takes the first there is, in the order
 * {@code MONGODB_URI}, a {@code mongod} on the PATH, the embedded store.
 */
public enum StoreKind {

	AUTO, EMBEDDED, MONGOD;

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static StoreKind parse(String text) {
		return Arrays.stream(values())
			.filter((kind) -> kind.word().equals(text))
			.findFirst()
			.orElseThrow(() -> Refusal.misused("--store must be auto, embedded or mongod, not \"" + text + "\"."));
	}

}
