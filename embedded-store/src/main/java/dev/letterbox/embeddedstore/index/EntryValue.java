package dev.letterbox.embeddedstore.index;

import java.util.Arrays;

import dev.letterbox.embeddedstore.encoding.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The value of an index entry: the record id of its document or, in a unique index, a
 * copy of a short document, so that a walk along the index looks nothing up. The first
 * byte distinguishes them: no record id starts with 01, as no type has this tag.
 */
public final class EntryValue {

	private static final byte COPY = 1;

	/**
	 * The longest document that is copied, in bytes of BSON. A longer one costs more to
	 * write twice than to look up.
	 */
	private static final int LONGEST_COPY = 1024;

	private EntryValue() {
	}

	static Bytes of(Bytes recordId, @Nullable Bytes bson) {
		return (bson != null && bson.length() <= LONGEST_COPY) ? new Bytes(new byte[] { COPY }).then(bson) : recordId;
	}

	/**
	 * Returns the copy of the document, or null if the value is a record id.
	 */
	public static @Nullable Bytes document(Bytes value) {
		byte[] array = value.array();
		return (array[0] == COPY) ? new Bytes(Arrays.copyOfRange(array, 1, array.length)) : null;
	}

}
