package dev.letterbox.meshtests.bench.waiting;

import java.util.Map;

import dev.letterbox.meshtests.bench.load.Latencies;
import dev.letterbox.meshtests.bench.load.LoadResult;

/**
 * What was measured while receivers did one thing.
 *
 * @param title what they did
 * @param requests of the receivers per second, without other requests
 * @param processors the share of a processor that each process used meanwhile
 * @param sizes the memory of each process
 * @param ordinary other requests at a constant rate
 * @param delivery from a send's answer to the receiver's page
 * @param delivered how many messages were received
 * @param failures requests of the receivers that failed, by what happened
 * @param refused waits that were not granted
 */
record Phase(String title, double requests, Map<String, Double> processors, Sizes sizes, LoadResult ordinary,
		Latencies delivery, long delivered, Map<String, Long> failures, long refused) {

}
