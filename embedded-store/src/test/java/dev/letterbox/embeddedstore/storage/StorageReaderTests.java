package dev.letterbox.embeddedstore.storage;

import java.nio.file.Path;

import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.encoding.KeyEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksIterator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StorageReaderTests {

	private static final Bytes KEY = new KeyEncoder().int32(7).int8(1).toBytes();

	@TempDir
	Path folder;

	@Test
	void readsInMemoryOnlyWhatIsThere() {
		try (RocksStorage storage = new RocksStorage(this.folder, 0)) {
			PendingWrites writes = new PendingWrites(storage);
			writes.put(KEY, KEY);
			writes.commit(7);
			assertThat(storage.memoryReader().get(KEY)).isEqualTo(KEY);
		}
		try (RocksStorage storage = new RocksStorage(this.folder, 0)) {
			assertThatExceptionOfType(NotInMemoryException.class).isThrownBy(() -> storage.memoryReader().get(KEY));
			assertThatExceptionOfType(NotInMemoryException.class).isThrownBy(() -> first(storage.memoryReader()));
			assertThat(first(storage.reader())).isEqualTo(KEY);
			assertThat(storage.memoryReader().get(KEY)).isEqualTo(KEY);
			assertThat(first(storage.memoryReader())).isEqualTo(KEY);
		}
	}

	private static Bytes first(StorageReader reader) {
		try (RocksIterator iterator = reader.iterator()) {
			iterator.seek(KEY.array());
			reader.check(iterator);
			return new Bytes(iterator.key());
		}
	}

}
