/**
 * Faults one at a time under a steady load, and what a client sees of them.
 */
@NullMarked
package dev.letterbox.meshtests.resilience;

import org.jspecify.annotations.NullMarked;
