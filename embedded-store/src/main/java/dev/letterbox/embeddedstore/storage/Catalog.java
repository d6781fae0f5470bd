package dev.letterbox.embeddedstore.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.letterbox.embeddedstore.encoding.Bytes;
import dev.letterbox.embeddedstore.encoding.KeyEncoder;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The names of collections and indexes with their keyspaces. A keyspace is a four-byte
 * prefix of all its keys.
 */
public final class Catalog {

	private static final int CATALOG = 0;

	private static final int COUNTERS = 1;

	private final RocksStorage storage;

	private final Map<String, Entry> entries = new ConcurrentHashMap<>();

	private int last = COUNTERS;

	public Catalog(RocksStorage storage) {
		this.storage = storage;
		Bytes prefix = new KeyEncoder().int32(CATALOG).toBytes();
		try (RocksIterator iterator = storage.iterator()) {
			for (iterator.seek(prefix.array()); iterator.isValid() && keyspaceOf(iterator.key()) == CATALOG; iterator
				.next()) {
				ByteBuffer value = ByteBuffer.wrap(iterator.value());
				Entry entry = new Entry(value.getInt(), value.get() == 1, value.get() == 1);
				byte[] key = iterator.key();
				this.entries.put(new String(key, 4, key.length - 4, StandardCharsets.UTF_8), entry);
				this.last = Math.max(this.last, entry.keyspace());
			}
			iterator.status();
		}
		catch (RocksDBException ex) {
			throw StoreException.broken("The store's catalog could not be read: " + ex.getMessage(), ex);
		}
	}

	public static String collection(String fullName) {
		return "." + fullName;
	}

	public static String index(int collection, String name) {
		return "#" + collection + "." + name;
	}

	/**
	 * Returns the name of a unique index. Older versions named it like any other index;
	 * they do not know the copies of documents that it has now, and build their own where
	 * they do not find it.
	 */
	public static String uniqueIndex(int collection, String name) {
		return "%" + collection + "." + name;
	}

	public static Bytes counter(int keyspace, char what) {
		return new KeyEncoder().int32(COUNTERS).int32(keyspace).int8(what).toBytes();
	}

	/**
	 * Returns the entry of this name and creates it if necessary.
	 */
	public synchronized Entry open(String name) {
		Entry known = this.entries.get(name);
		return (known != null) ? known : put(name, new Entry(++this.last, false, false));
	}

	/**
	 * Opens a unique index. One that was written by an older version has the name of any
	 * other index. It is used as it is, and replaces one that this version had before:
	 * the older version wrote later, and not to that.
	 */
	public synchronized Entry openUniqueIndex(int collection, String name) {
		String older = index(collection, name);
		String current = uniqueIndex(collection, name);
		if (!this.entries.containsKey(older)) {
			return open(current);
		}
		if (this.entries.containsKey(current)) {
			drop(current);
		}
		return rename(older, current);
	}

	public synchronized Entry put(String name, Entry entry) {
		try (WriteBatch batch = new WriteBatch()) {
			batch.put(key(name), entry.toBytes().array());
			this.storage.write(batch);
		}
		catch (RocksDBException ex) {
			throw StoreException.broken("The store's catalog could not be written: " + ex.getMessage(), ex);
		}
		this.entries.put(name, entry);
		return entry;
	}

	public synchronized Entry rename(String from, String to) {
		Entry entry = open(from);
		try (WriteBatch batch = new WriteBatch()) {
			batch.delete(key(from));
			batch.put(key(to), entry.toBytes().array());
			this.storage.write(batch);
		}
		catch (RocksDBException ex) {
			throw StoreException.broken("The store's catalog could not be written: " + ex.getMessage(), ex);
		}
		this.entries.remove(from);
		this.entries.put(to, entry);
		return entry;
	}

	/**
	 * Drops a name and all keys of its keyspace.
	 */
	public synchronized void drop(String name) {
		Entry entry = open(name);
		try (WriteBatch batch = new WriteBatch()) {
			batch.delete(key(name));
			clear(batch, entry.keyspace());
			this.storage.write(batch);
		}
		catch (RocksDBException ex) {
			throw StoreException.broken("The store could not drop: " + ex.getMessage(), ex);
		}
		this.entries.remove(name);
	}

	/**
	 * Deletes all keys of a keyspace.
	 */
	public void clear(int keyspace) {
		try (WriteBatch batch = new WriteBatch()) {
			clear(batch, keyspace);
			this.storage.write(batch);
		}
		catch (RocksDBException ex) {
			throw StoreException.broken("The store could not clear an index: " + ex.getMessage(), ex);
		}
	}

	public Set<String> names() {
		return Set.copyOf(this.entries.keySet());
	}

	private static void clear(WriteBatch batch, int keyspace) throws RocksDBException {
		Bytes prefix = new KeyEncoder().int32(keyspace).toBytes();
		batch.deleteRange(prefix.array(), prefix.after().array());
		batch.delete(counter(keyspace, 'n').array());
		batch.delete(counter(keyspace, 'b').array());
	}

	private static byte[] key(String name) {
		return new KeyEncoder().int32(CATALOG).raw(name.getBytes(StandardCharsets.UTF_8)).toBytes().array();
	}

	private static int keyspaceOf(byte[] key) {
		return ByteBuffer.wrap(key).getInt();
	}

	/**
	 * The keyspace of a collection or index, and its state.
	 *
	 * @param keyspace the prefix of its keys
	 * @param built whether an index contains all documents of its collection; false after
	 * a crash during the build
	 * @param multikey whether a document may have several keys in the index, because an
	 * indexed field is an array
	 */
	public record Entry(int keyspace, boolean built, boolean multikey) {

		Bytes toBytes() {
			return new KeyEncoder().int32(this.keyspace).int8(this.built ? 1 : 0).int8(this.multikey ? 1 : 0).toBytes();
		}

	}

}
