package dev.letterbox.embeddedstore.encoding;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Encodes values as bytes that sort as MongoDB sorts the values
 * (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/), similar to
 * KeyString in MongoDB. Every value starts with the tag of its type, and no encoded value
 * is a prefix of another, so that values can be concatenated to a compound key.
 */
public final class KeyEncoder {

	private static final int NULL = 20;

	private static final int NUMBER = 30;

	private static final int STRING = 60;

	private static final int OBJECT = 70;

	private static final int ARRAY = 80;

	private static final int BINARY = 90;

	private static final int OBJECT_ID = 100;

	private static final int BOOLEAN = 110;

	private static final int DATE = 120;

	private static final int TIMESTAMP = 130;

	private static final int REGEX = 140;

	private static final int CODE = 160;

	private byte[] bytes = new byte[64];

	private int length;

	/**
	 * Returns the type tag, which is the same for all values that range comparisons
	 * relate to this one.
	 */
	public static int tag(@Nullable Object value) {
		return switch (value) {
			case null -> NULL;
			case Missing _ -> NULL;
			case MinKey _ -> 10;
			case Number _ -> NUMBER;
			case String _ -> STRING;
			case Map<?, ?> _ -> OBJECT;
			case Collection<?> _ -> ARRAY;
			case BinData _ -> BINARY;
			case UUID _ -> BINARY;
			case LegacyUUID _ -> BINARY;
			case ObjectId _ -> OBJECT_ID;
			case Boolean _ -> BOOLEAN;
			case Instant _ -> DATE;
			case BsonTimestamp _ -> TIMESTAMP;
			case BsonRegularExpression _ -> REGEX;
			case BsonJavaScript _ -> CODE;
			case MaxKey _ -> 240;
			default -> throw new IllegalArgumentException("No sort order is defined for " + value.getClass());
		};
	}

	public static Bytes keyOf(@Nullable Object value) {
		return new KeyEncoder().value(value).toBytes();
	}

	/**
	 * Writes a value of an index key; its bytes are inverted if the field is descending.
	 */
	public KeyEncoder value(@Nullable Object value, boolean ascending) {
		int start = this.length;
		value(value);
		if (!ascending) {
			for (int i = start; i < this.length; i++) {
				this.bytes[i] = (byte) ~this.bytes[i];
			}
		}
		return this;
	}

	public KeyEncoder value(@Nullable Object value) {
		int tag = tag(value);
		int8(tag);
		switch (value) {
			case Number number -> NumberKeyEncoder.write(number, this);
			case String string -> text(string);
			case Map<?, ?> map -> object(map);
			case Collection<?> collection -> array(collection);
			case BinData binary -> binary(0, new Bytes(binary.getData()));
			case UUID uuid -> binary(4,
					new KeyEncoder().int64(uuid.getMostSignificantBits())
						.int64(uuid.getLeastSignificantBits())
						.toBytes());
			case LegacyUUID legacy -> binary(3,
					new KeyEncoder().int64(Long.reverseBytes(legacy.getUuid().getMostSignificantBits()))
						.int64(Long.reverseBytes(legacy.getUuid().getLeastSignificantBits()))
						.toBytes());
			case ObjectId id -> raw(id.toByteArray());
			case Boolean bool -> int8(bool ? 1 : 0);
			case Instant instant -> int64(instant.toEpochMilli() ^ Long.MIN_VALUE);
			case BsonTimestamp timestamp -> int64(timestamp.getValue());
			case BsonRegularExpression regex ->
				text(regex.getPattern()).text(Objects.requireNonNullElse(regex.getOptions(), ""));
			case BsonJavaScript script -> text(script.getCode());
			case null, default -> {
				// encoded by its tag
			}
		}
		return this;
	}

	public KeyEncoder int8(int value) {
		room(1);
		this.bytes[this.length++] = (byte) value;
		return this;
	}

	public KeyEncoder int32(int value) {
		return int8(value >>> 24).int8(value >>> 16).int8(value >>> 8).int8(value);
	}

	KeyEncoder int64(long value) {
		return int32((int) (value >>> 32)).int32((int) value);
	}

	public KeyEncoder raw(Bytes value) {
		return raw(value.array());
	}

	public KeyEncoder raw(byte[] value) {
		room(value.length);
		System.arraycopy(value, 0, this.bytes, this.length, value.length);
		this.length += value.length;
		return this;
	}

	/**
	 * Writes UTF-8, which sorts by code point, with 00 escaped as 00 FF and 00 00 as the
	 * terminator, so that a text sorts before its extensions and may contain U+0000.
	 */
	KeyEncoder text(String text) {
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		room(utf8.length + 2);
		for (byte b : utf8) {
			int8(b);
			if (b == 0) {
				int8(0xFF);
			}
		}
		return int8(0).int8(0);
	}

	public Bytes toBytes() {
		return new Bytes(Arrays.copyOf(this.bytes, this.length));
	}

	// Objects sort field by field: by type, then by name, then by value.
	private void object(Map<?, ?> object) {
		object.forEach((name, value) -> int8(tag(value)).text((String) name).value(value));
		int8(0);
	}

	private void array(Collection<?> array) {
		array.forEach(this::value);
		int8(0);
	}

	// Binary data sorts by length, then by subtype, then by content.
	private void binary(int subtype, Bytes content) {
		int32(content.length()).int8(subtype).raw(content);
	}

	private void room(int more) {
		if (this.length + more > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(this.bytes.length * 2, this.length + more));
		}
	}

}
