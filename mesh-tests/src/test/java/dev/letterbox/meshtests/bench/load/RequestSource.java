package dev.letterbox.meshtests.bench.load;

/** Makes the requests of a {@link LoadGenerator}. */
@FunctionalInterface
public interface RequestSource {

	/** The bytes of a request by its number, from 0. */
	byte[] request(long number);

}
