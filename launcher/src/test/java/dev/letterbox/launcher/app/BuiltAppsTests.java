package dev.letterbox.launcher.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import dev.letterbox.launcher.options.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BuiltAppsTests {

	private static final String MODULE = "embedded-store";

	@TempDir
	private Path root;

	@BeforeEach
	void build() throws IOException {
		Path libraries = this.root.resolve(MODULE + "/target/lib");
		Files.createDirectories(libraries);
		write(libraries.resolve("library.jar"), "library", 0);
		build("first", 0);
	}

	@Test
	void unpacksABuildOnceForAllMeshes() throws IOException {
		try (BuiltApps one = new BuiltApps(this.root); BuiltApps other = new BuiltApps(this.root)) {
			App app = one.of(MODULE);
			Files.writeString(app.cache(), "cache");
			assertThat(app.jar()).exists();
			assertThat(app.folder().resolve("lib/library.jar")).exists();
			assertThat(app.folder()).startsWith(this.root.resolve(MODULE + "/target/app"));
			assertThat(other.of(MODULE)).isEqualTo(app);
			assertThat(one.of(MODULE)).isEqualTo(app);
			assertThat(app.hasCache()).isTrue();
		}
	}

	@Test
	void keepsTheCacheOverABuildOfTheSameSources() throws IOException {
		try (BuiltApps apps = new BuiltApps(this.root)) {
			App app = apps.of(MODULE);
			build("first", 1_000_000);
			assertThat(apps.of(MODULE)).isEqualTo(app);
		}
	}

	@Test
	void leavesTheProgramsOfARunningMeshAsTheyAreWhenAnotherBuildComes() throws IOException {
		try (BuiltApps running = new BuiltApps(this.root); BuiltApps later = new BuiltApps(this.root)) {
			App app = running.of(MODULE);
			byte[] jar = Files.readAllBytes(app.jar());
			build("second", 0);
			App fresh = later.of(MODULE);
			assertThat(fresh).isNotEqualTo(app);
			assertThat(fresh.jar()).exists();
			assertThat(app.jar()).hasBinaryContent(jar);
			assertThat(app.folder().resolve("lib/library.jar")).exists();
		}
	}

	@Test
	void doesNotStartABuildFromTheCacheOfAnother() throws IOException {
		try (BuiltApps apps = new BuiltApps(this.root)) {
			App app = apps.of(MODULE);
			Files.writeString(app.cache(), "cache");
			assertThat(CacheMode.USE.arguments(app)).contains("-XX:AOTCache=" + app.cache());
			build("second", 0);
			App fresh = apps.of(MODULE);
			assertThat(CacheMode.USE.arguments(fresh)).containsExactly("-jar", fresh.jar().toString());
		}
	}

	@Test
	void removesProgramsThatNoMeshUses() throws IOException {
		App first;
		try (BuiltApps ended = new BuiltApps(this.root)) {
			first = ended.of(MODULE);
		}
		assertThat(first.jar()).exists();
		build("second", 0);
		try (BuiltApps later = new BuiltApps(this.root)) {
			App second = later.of(MODULE);
			assertThat(first.folder()).doesNotExist();
			assertThat(second.jar()).exists();
		}
	}

	@Test
	void unpacksAgainWhereUnpackingWasInterrupted() throws IOException {
		App app;
		try (BuiltApps apps = new BuiltApps(this.root)) {
			app = apps.of(MODULE);
		}
		Path unfinished = Path.of(app.folder() + ".new");
		Files.move(app.folder(), unfinished);
		Files.delete(unfinished.resolve(App.JAR));
		try (BuiltApps apps = new BuiltApps(this.root)) {
			assertThat(apps.of(MODULE).jar()).exists();
			assertThat(unfinished).doesNotExist();
		}
	}

	@Test
	void hasOtherProgramsForOtherLibraries() throws IOException {
		try (BuiltApps apps = new BuiltApps(this.root)) {
			App app = apps.of(MODULE);
			write(this.root.resolve(MODULE + "/target/lib/library.jar"), "newer library", 0);
			assertThat(apps.of(MODULE)).isNotEqualTo(app);
		}
	}

	@Test
	void saysWhatIsNotBuilt() {
		try (BuiltApps apps = new BuiltApps(this.root)) {
			assertThatExceptionOfType(Refusal.class).isThrownBy(() -> apps.of("api-gateway"))
				.withMessage("api-gateway is not built; ./run without --no-build builds it.");
		}
	}

	@Test
	void readsTheOptionsThatImagesUseToo() throws IOException {
		List<String> common = options("all");
		assertThat(common).contains("-XX:+ExitOnOutOfMemoryError");
		assertThat(JvmOptions.of("message-service")).isEqualTo(common);
		assertThat(JvmOptions.of("discovery-server")).startsWith(common.toArray(String[]::new))
			.endsWith("-XX:TieredStopAtLevel=1")
			.containsAll(options("discovery-server"));
	}

	private static List<String> options(String name) throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("src/main/resources/jvm", name + ".options"))) {
			return lines.filter((line) -> line.startsWith("-")).toList();
		}
	}

	private void build(String content, long date) throws IOException {
		write(this.root.resolve(MODULE + "/target/" + MODULE + ".jar"), content, date);
	}

	private static void write(Path jar, String content, long date) throws IOException {
		try (OutputStream out = Files.newOutputStream(jar); JarOutputStream entries = new JarOutputStream(out)) {
			JarEntry entry = new JarEntry("content");
			entry.setTime(date);
			entries.putNextEntry(entry);
			entries.write(content.getBytes(StandardCharsets.UTF_8));
		}
	}

}
