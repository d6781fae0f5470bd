package dev.letterbox.embeddedstore.encoding;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A key or value in RocksDB: bytes in unsigned lexicographic order. The array is shared
 * and must not be modified.
 */
public final class Bytes implements Comparable<Bytes> {

	private final byte[] array;

	public Bytes(byte[] array) {
		this.array = array;
	}

	public byte[] array() {
		return this.array;
	}

	public int length() {
		return this.array.length;
	}

	public Bytes then(Bytes more) {
		byte[] whole = Arrays.copyOf(this.array, this.array.length + more.array.length);
		System.arraycopy(more.array, 0, whole, this.array.length, more.array.length);
		return new Bytes(whole);
	}

	/**
	 * Returns the inverted bytes, which sort in reverse order.
	 */
	public Bytes inverted() {
		byte[] inverted = new byte[this.array.length];
		for (int i = 0; i < inverted.length; i++) {
			inverted[i] = (byte) ~this.array[i];
		}
		return new Bytes(inverted);
	}

	/**
	 * Returns the smallest bytes after all bytes with this prefix. At least one byte must
	 * not be FF.
	 */
	public Bytes after() {
		int length = this.array.length;
		while (this.array[length - 1] == (byte) 0xFF) {
			length--;
		}
		byte[] next = Arrays.copyOf(this.array, length);
		next[length - 1]++;
		return new Bytes(next);
	}

	@Override
	public int compareTo(Bytes other) {
		return Arrays.compareUnsigned(this.array, other.array);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Bytes bytes && Arrays.equals(this.array, bytes.array);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.array);
	}

}
