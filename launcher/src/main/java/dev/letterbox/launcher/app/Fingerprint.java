package dev.letterbox.launcher.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A short text that differs where an AOT cache could not be shared: the content of the
 * jars, the JVM and its options. Builds of the same sources have the same one, since the
 * dates in a jar do not count.
 */
final class Fingerprint {

	private static final int LENGTH = 12;

	private final MessageDigest digest;

	Fingerprint(String module) {
		try {
			this.digest = MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
		add(Runtime.version() + " " + System.getProperty("java.vm.vendor") + " " + System.getProperty("os.arch"));
		JvmOptions.of(module).forEach(this::add);
	}

	/** Adds jars, by the names and checksums of their entries. */
	Fingerprint add(List<Path> jars) {
		for (Path jar : jars) {
			add(jar.getFileName().toString());
			try (ZipFile zip = new ZipFile(jar.toFile())) {
				zip.stream()
					.sorted(Comparator.comparing(ZipEntry::getName))
					.forEach((entry) -> add(entry.getName() + " " + entry.getSize() + " " + entry.getCrc()));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return this;
	}

	String text() {
		return HexFormat.of().formatHex(this.digest.digest()).substring(0, LENGTH);
	}

	private void add(String text) {
		this.digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
	}

}
