/**
 * The load plans of {@code jmeter/}.
 */
@NullMarked
package dev.letterbox.meshtests.load;

import org.jspecify.annotations.NullMarked;
