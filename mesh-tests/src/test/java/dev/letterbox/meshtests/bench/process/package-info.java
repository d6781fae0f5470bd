/**
 * Processor time and memory of the processes that the benchmarks measure.
 */
@NullMarked
package dev.letterbox.meshtests.bench.process;

import org.jspecify.annotations.NullMarked;
