package dev.letterbox.launcher.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import dev.letterbox.launcher.process.Java;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The caches of a trivial program, recorded and used by the JVM that runs this test.
 */
class AotCacheIT {

	@TempDir
	private Path folder;

	private App app;

	@BeforeEach
	void record() throws Exception {
		this.app = new App("app", this.folder);
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Greeting.class.getName());
		String name = Greeting.class.getName().replace('.', '/') + ".class";
		try (OutputStream out = Files.newOutputStream(this.app.jar());
				JarOutputStream jar = new JarOutputStream(out, manifest);
				InputStream code = Objects.requireNonNull(Greeting.class.getClassLoader().getResourceAsStream(name))) {
			jar.putNextEntry(new JarEntry(name));
			code.transferTo(jar);
		}
		assertThat(this.app.hasCache()).isFalse();
		assertThat(CacheMode.USE.arguments(this.app)).containsExactly("-jar", this.app.jar().toString());
		run(CacheMode.RECORD);
	}

	@Test
	void startsFromTheCacheOfATrainingRun() throws Exception {
		assertThat(this.app.hasCache()).as("in use before the training is over").isFalse();
		assertThat(this.app.adoptRecorded()).isTrue();
		assertThat(this.app.hasUsableCache()).isTrue();
		assertThat(CacheMode.USE.arguments(this.app)).contains("-XX:AOTCache=" + this.app.cache());
		assertThat(run(CacheMode.USE)).isEqualTo("hello from the AOT cache");
	}

	@Test
	void doesNotAdoptAHalfWrittenCache() throws Exception {
		truncate(this.app.recorded());
		assertThat(this.app.adoptRecorded()).isFalse();
		assertThat(this.app.hasCache()).isFalse();
		this.app.discardRecorded();
		assertThat(this.app.recorded()).doesNotExist();
	}

	@Test
	void startsWithoutAHalfWrittenCache() throws Exception {
		assertThat(this.app.adoptRecorded()).isTrue();
		truncate(this.app.cache());
		assertStartsWithout();
	}

	@Test
	void startsWithoutADamagedCache() throws Exception {
		assertThat(this.app.adoptRecorded()).isTrue();
		try (RandomAccessFile file = new RandomAccessFile(this.app.cache().toFile(), "rw")) {
			byte[] damage = new byte[4096];
			for (int tenth = 1; tenth < 10; tenth++) {
				file.seek(file.length() / 10 * tenth);
				file.write(damage);
			}
		}
		assertStartsWithout();
	}

	@Test
	void startsWithoutWhatIsNoCache() throws Exception {
		Files.writeString(this.app.cache(), "no cache");
		assertStartsWithout();
	}

	/** Nothing of it is said either. */
	private void assertStartsWithout() throws Exception {
		assertThat(this.app.hasUsableCache()).isFalse();
		assertThat(run(CacheMode.USE)).isEqualTo("hello");
	}

	private String run(CacheMode mode) throws IOException, InterruptedException {
		List<String> arguments = new ArrayList<>(JvmOptions.of("app"));
		arguments.addAll(mode.arguments(this.app));
		Process process = new ProcessBuilder(Java.command(arguments)).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output.strip();
	}

	private static void truncate(Path file) throws IOException {
		try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
			opened.setLength(opened.length() / 2);
		}
	}

	/**
	 * Tells by its own class whether it came from the cache: {@code -verbose:class} would
	 * be no part of the command line that is tested.
	 */
	static final class Greeting {

		private Greeting() {
		}

		public static void main(String[] args) {
			boolean cached = java.lang.management.ManagementFactory.getRuntimeMXBean()
				.getInputArguments()
				.stream()
				.anyMatch((argument) -> argument.startsWith("-XX:AOTCache="))
					&& System.getProperty("java.vm.info").contains("sharing");
			System.out.println(cached ? "hello from the AOT cache" : "hello");
		}

	}

}
