/**
 * Placeholder.
 */
@NullMarked
package dev.letterbox.meshtests;

import org.jspecify.annotations.NullMarked;
