package dev.letterbox.embeddedstore.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.letterbox.embeddedstore.encoding.BsonCodec;
import dev.letterbox.embeddedstore.encoding.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A document that a scan found. It is decoded only if someone reads it.
 */
public final class Match {

	private final Bytes bson;

	private @Nullable Document document;

	Match(Bytes bson) {
		this.bson = bson;
	}

	public Bytes bson() {
		return this.bson;
	}

	public Document document() {
		Document decoded = this.document;
		if (decoded == null) {
			decoded = BsonCodec.decode(this.bson);
			this.document = decoded;
		}
		return decoded;
	}

}
