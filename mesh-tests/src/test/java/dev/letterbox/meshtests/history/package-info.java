/**
 * Many clients at once: what they do is recorded, and the record is checked.
 */
@NullMarked
package dev.letterbox.meshtests.history;

import org.jspecify.annotations.NullMarked;
