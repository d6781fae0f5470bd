package dev.letterbox.meshtests.bench;

import java.net.URI;
import java.util.List;

import dev.letterbox.meshtests.bench.process.WatchedProcess;

/**
 * A system under load.
 *
 * @param name in the report
 * @param base its address
 * @param processes whose processor time and memory count; may be empty
 */
record MeasuredSystem(String name, URI base, List<WatchedProcess> processes) {

}
