/**
 * How values become bytes: keys that compare as MongoDB compares values, and BSON.
 */
@NullMarked
package dev.letterbox.embeddedstore.encoding;

import org.jspecify.annotations.NullMarked;
