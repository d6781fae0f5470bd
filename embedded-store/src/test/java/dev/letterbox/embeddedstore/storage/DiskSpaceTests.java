package dev.letterbox.embeddedstore.storage;

import java.nio.file.FileStore;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class DiskSpaceTests {

	private final FileSystem fileSystem = new FileSystem();

	@Test
	void refusesWritesWhileTheReserveIsUsedUp() {
		this.fileSystem.free = 100 << 20;
		DiskSpace space = new DiskSpace(Path.of("data"), this.fileSystem, 100 << 20);
		assertThatCode(space::require).doesNotThrowAnyException();
		this.fileSystem.free = (100 << 20) - 1;
		await().atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThatExceptionOfType(StoreException.class).isThrownBy(space::require)
				.withMessageContaining("The disk of data is full: less than 100 MB are free"));
		this.fileSystem.free = 100 << 20;
		await().atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThatCode(space::require).doesNotThrowAnyException());
	}

	@Test
	void knowsAFullDiskFromTheStart() {
		DiskSpace space = new DiskSpace(Path.of("data"), this.fileSystem, 1);
		assertThatExceptionOfType(StoreException.class).isThrownBy(space::require);
	}

	private static final class FileSystem extends FileStore {

		private volatile long free;

		@Override
		public long getUsableSpace() {
			return this.free;
		}

		@Override
		public long getUnallocatedSpace() {
			return this.free;
		}

		@Override
		public long getTotalSpace() {
			return Long.MAX_VALUE;
		}

		@Override
		public String name() {
			return "test";
		}

		@Override
		public String type() {
			return "test";
		}

		@Override
		public boolean isReadOnly() {
			return false;
		}

		@Override
		public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
			return false;
		}

		@Override
		public boolean supportsFileAttributeView(String name) {
			return false;
		}

		@Override
		public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object getAttribute(String attribute) {
			throw new UnsupportedOperationException();
		}

	}

}
