/**
 * The load that the benchmarks put on a server: closed loop with wrk, open loop with a
 * generator of their own.
 */
@NullMarked
package dev.letterbox.meshtests.bench.load;

import org.jspecify.annotations.NullMarked;
