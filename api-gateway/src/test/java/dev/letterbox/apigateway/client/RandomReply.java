package dev.letterbox.apigateway.client;

import java.util.Random;

/**
 * A valid reply of random form: framing, size, interim replies, chunk extensions,
 * trailers.
 *
 * @param bytes what a replica sends
 * @param status the status of the final reply
 * @param body the decoded content
 */
record RandomReply(String bytes, int status, String body) {

	private static final int[] SIZES = { 0, 1, 2, 100, 4096, 65_535, 65_536, 65_537, 200_000 };

	static RandomReply of(Random random, boolean head) {
		StringBuilder bytes = new StringBuilder();
		for (int i = random.nextInt(3); i > 0; i--) {
			bytes.append(random.nextBoolean() ? "HTTP/1.1 100 Continue\r\n\r\n"
					: "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n");
		}
		if (random.nextInt(8) == 0) {
			int status = random.nextBoolean() ? 204 : 304;
			return new RandomReply(bytes + "HTTP/1.1 " + status + " Empty\r\nETag: x\r\n\r\n", status, "");
		}
		int status = new int[] { 200, 404, 422, 503 }[random.nextInt(4)];
		String body = body(random);
		bytes.append("HTTP/1.1 ").append(status).append(" Status\r\nX-Header:  value \r\n");
		if (random.nextBoolean()) {
			bytes.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(head ? "" : body);
		}
		else {
			bytes.append("Transfer-Encoding: chunked\r\n\r\n").append(head ? "" : chunks(random, body));
		}
		return new RandomReply(bytes.toString(), status, head ? "" : body);
	}

	private static String body(Random random) {
		int size = random.nextBoolean() ? random.nextInt(300) : SIZES[random.nextInt(SIZES.length)];
		StringBuilder body = new StringBuilder(size);
		for (int i = 0; i < size; i++) {
			body.append((char) random.nextInt(256));
		}
		return body.toString();
	}

	private static String chunks(Random random, String body) {
		StringBuilder chunks = new StringBuilder();
		for (int i = 0; i < body.length();) {
			int size = Math.min(body.length() - i, 1 + random.nextInt(random.nextBoolean() ? 7 : 50_000));
			chunks.append(random.nextBoolean() ? "" : "000").append(Integer.toHexString(size));
			chunks.append(random.nextBoolean() ? "" : ";name=\"value\"").append("\r\n");
			chunks.append(body, i, i + size).append("\r\n");
			i += size;
		}
		return chunks.append("0\r\n").append(random.nextBoolean() ? "" : "X-Trailer: 1\r\n").append("\r\n").toString();
	}

}
