/**
 * What the benchmarks measured, and the report of it.
 */
@NullMarked
package dev.letterbox.meshtests.bench.report;

import org.jspecify.annotations.NullMarked;
