package dev.letterbox.embeddedstore.encoding;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

import de.bwaldvogel.mongo.bson.Decimal128;

/**
 * Encodes numbers of all types in one order: the nearest double, then the exact
 * difference. The nearest double never decreases as the number grows, so the pair sorts
 * as the numbers do, and equal numbers of different types have equal keys.
 */
final class NumberKeyEncoder {

	private static final int NEGATIVE = 1;

	private static final int ZERO = 2;

	private static final int POSITIVE = 3;

	private NumberKeyEncoder() {
	}

	static void write(Number number, KeyEncoder key) {
		double nearest = number.doubleValue();
		boolean exact = number instanceof Double || number instanceof Integer
				|| (number instanceof Long value && nearest < 0x1p63 && (long) nearest == value);
		if (exact || isSpecial(number)) {
			key.int64(ordered(nearest)).int8(ZERO);
			return;
		}
		BigDecimal value = (number instanceof Decimal128 decimal) ? toBigDecimal(decimal)
				: BigDecimal.valueOf(number.longValue());
		nearest = Math.clamp(value.doubleValue(), -Double.MAX_VALUE, Double.MAX_VALUE);
		key.int64(ordered(nearest));
		rest(value.subtract(new BigDecimal(nearest)), key);
	}

	private static boolean isSpecial(Number number) {
		return number instanceof Decimal128 decimal && (decimal.equals(Decimal128.NaN)
				|| decimal.equals(Decimal128.POSITIVE_INFINITY) || decimal.equals(Decimal128.NEGATIVE_INFINITY));
	}

	private static BigDecimal toBigDecimal(Decimal128 decimal) {
		return decimal.equals(Decimal128.NEGATIVE_ZERO) ? BigDecimal.ZERO : decimal.toBigDecimal();
	}

	// Maps the bits of a double to an unsigned number in the same order; NaN is the
	// smallest.
	private static long ordered(double value) {
		if (Double.isNaN(value)) {
			return 0;
		}
		long bits = Double.doubleToLongBits(value + 0.0);
		return (bits < 0) ? ~bits : bits | Long.MIN_VALUE;
	}

	private static void rest(BigDecimal rest, KeyEncoder key) {
		if (rest.signum() == 0) {
			key.int8(ZERO);
			return;
		}
		boolean positive = rest.signum() > 0;
		key.int8(positive ? POSITIVE : NEGATIVE);
		BigDecimal plain = rest.abs().stripTrailingZeros();
		BigInteger digits = plain.unscaledValue();
		String text = digits.toString();
		KeyEncoder magnitude = new KeyEncoder().int32((text.length() - plain.scale()) ^ Integer.MIN_VALUE)
			.raw(text.getBytes(StandardCharsets.US_ASCII))
			.int8(0);
		for (byte b : magnitude.toBytes().array()) {
			key.int8(positive ? b : ~b);
		}
	}

}
