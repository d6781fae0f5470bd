package dev.letterbox.embeddedstore.encoding;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyEncoderTests {

	/**
	 * Values in ascending order of MongoDB, all different.
	 */
	private static final List<@Nullable Object> ASCENDING = Arrays.asList(MinKey.getInstance(), null, Double.NaN,
			Double.NEGATIVE_INFINITY, decimal("-1e400"), -Double.MAX_VALUE, Long.MIN_VALUE, decimal("-12.5"), -12, -1.5,
			decimal("-1e-400"), 0, decimal("1e-400"), Double.MIN_VALUE, 0.1, decimal("0.11"), 1, 2L, decimal("2.5"),
			3.0, Integer.MAX_VALUE, (1L << 53) - 1, 1L << 53, (1L << 53) + 1, (1L << 53) + 2.0, Long.MAX_VALUE - 1,
			Long.MAX_VALUE, 0x1p63, Double.MAX_VALUE, decimal("1e400"), Double.POSITIVE_INFINITY, "", "\0", "\0\0",
			"\0a", "a", "a\0", "a\0b", "aa", "b", "é", "\uFFFD", "😀", new Document(), new Document("a", null),
			new Document("a", 1), new Document("a", 1).append("b", 1), new Document("b", 1), new Document("a", ""),
			List.of(), List.of(1), List.of(1, 2), List.of(2), new BinData(bytes("")), new BinData(bytes("b")),
			new BinData(bytes("aa")), new BinData(new byte[16]), new UUID(1, 1), new UUID(-1, 1),
			new ObjectId("000000000000000000000001"), new ObjectId("ff0000000000000000000000"), false, true,
			Instant.ofEpochMilli(-1), Instant.ofEpochMilli(0), Instant.ofEpochMilli(1), new BsonTimestamp(1),
			new BsonTimestamp(-1), new BsonRegularExpression("a"), new BsonRegularExpression("a", "i"),
			new BsonRegularExpression("b"), MaxKey.getInstance());

	@Test
	void bytesCompareAsMongoDbComparesTheValues() {
		for (int i = 0; i < ASCENDING.size(); i++) {
			for (int j = 0; j < ASCENDING.size(); j++) {
				assertThat(Integer
					.signum(KeyEncoder.keyOf(ASCENDING.get(i)).compareTo(KeyEncoder.keyOf(ASCENDING.get(j)))))
					.as("%s against %s", ASCENDING.get(i), ASCENDING.get(j))
					.isEqualTo(Integer.compare(i, j));
			}
		}
	}

	@Test
	void compoundKeysCompareFieldByFieldInBothDirections() {
		for (boolean ascending : new boolean[] { true, false }) {
			for (int i = 0; i < ASCENDING.size(); i++) {
				for (int j = 0; j < ASCENDING.size(); j++) {
					Bytes one = new KeyEncoder().value(ASCENDING.get(i), ascending).value(1).toBytes();
					Bytes other = new KeyEncoder().value(ASCENDING.get(j), ascending).value(0).toBytes();
					int expected = (i == j) ? 1 : Integer.compare(i, j) * (ascending ? 1 : -1);
					assertThat(Integer.signum(one.compareTo(other)))
						.as("%s against %s, ascending %s", ASCENDING.get(i), ASCENDING.get(j), ascending)
						.isEqualTo(expected);
				}
			}
		}
	}

	@Test
	void equalNumbersOfAllTypesHaveOneKey() {
		assertThat(List.of(KeyEncoder.keyOf(7L), KeyEncoder.keyOf(7.0), KeyEncoder.keyOf(decimal("7.00"))))
			.containsOnly(KeyEncoder.keyOf(7));
		assertThat(List.of(KeyEncoder.keyOf(-0.0), KeyEncoder.keyOf(Decimal128.NEGATIVE_ZERO)))
			.containsOnly(KeyEncoder.keyOf(0));
		assertThat(KeyEncoder.keyOf(Decimal128.POSITIVE_INFINITY))
			.isEqualTo(KeyEncoder.keyOf(Double.POSITIVE_INFINITY));
		assertThat(KeyEncoder.keyOf(Decimal128.NaN)).isEqualTo(KeyEncoder.keyOf(Double.NaN));
	}

	@Test
	void randomNumbersCompareExactly() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		List<Number> numbers = new ArrayList<>();
		for (int i = 0; i < 80; i++) {
			long bits = random.nextLong() >> random.nextInt(64);
			numbers.add(bits);
			numbers.add((double) bits + random.nextInt(3) - 1);
			numbers.add(new Decimal128(BigDecimal.valueOf(bits, random.nextInt(20) - 10)));
		}
		for (Number one : numbers) {
			for (Number other : numbers) {
				assertThat(Integer.signum(KeyEncoder.keyOf(one).compareTo(KeyEncoder.keyOf(other))))
					.as("seed %d: %s against %s", seed, one, other)
					.isEqualTo(exact(one).compareTo(exact(other)));
			}
		}
	}

	private static BigDecimal exact(Number number) {
		return switch (number) {
			case Decimal128 decimal -> decimal.toBigDecimal();
			case Double real -> new BigDecimal(real);
			default -> BigDecimal.valueOf(number.longValue());
		};
	}

	private static Decimal128 decimal(String value) {
		return new Decimal128(new BigDecimal(value));
	}

	private static byte[] bytes(String ascii) {
		return ascii.getBytes(StandardCharsets.US_ASCII);
	}

}
