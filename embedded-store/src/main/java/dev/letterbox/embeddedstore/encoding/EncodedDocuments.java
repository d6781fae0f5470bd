package dev.letterbox.embeddedstore.encoding;

import java.util.AbstractList;
import java.util.List;

import de.bwaldvogel.mongo.bson.Document;

/**
 * Documents as BSON. A reply contains them as they are; each is decoded when it is read.
 */
public final class EncodedDocuments extends AbstractList<Document> {

	private final List<Bytes> bson;

	public EncodedDocuments(List<Bytes> bson) {
		this.bson = bson;
	}

	public List<Bytes> bson() {
		return this.bson;
	}

	@Override
	public Document get(int index) {
		return BsonCodec.decode(this.bson.get(index));
	}

	@Override
	public int size() {
		return this.bson.size();
	}

}
