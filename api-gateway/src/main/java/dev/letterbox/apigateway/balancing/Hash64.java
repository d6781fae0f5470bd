package dev.letterbox.apigateway.balancing;

/**
 * 64-bit hashes that are cheap to compute and spread evenly. They do not resist
 * deliberate collisions, which concentrate load on a replica as one busy chat does.
 */
final class Hash64 {

	private static final long FNV_OFFSET = 0xCBF29CE484222325L;

	private static final long FNV_PRIME = 0x100000001B3L;

	private Hash64() {
	}

	/**
	 * Returns the hash of a part of a text: FNV-1a over its UTF-16 units, mixed.
	 */
	static long of(CharSequence text, int start, int end) {
		long hash = FNV_OFFSET;
		for (int i = start; i < end; i++) {
			hash = (hash ^ text.charAt(i)) * FNV_PRIME;
		}
		return mix(hash);
	}

	/**
	 * Returns a permutation of all 64-bit values in which every bit of the input affects
	 * every bit of the output (Stafford's variant 13 of the MurmurHash3 finalizer).
	 */
	static long mix(long value) {
		long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
		return mixed ^ (mixed >>> 31);
	}

}
