/**
 * Reads: query planning, index scans, in-memory sorts and cursors.
 */
@NullMarked
package dev.letterbox.embeddedstore.query;

import org.jspecify.annotations.NullMarked;
