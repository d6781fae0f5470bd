/**
 * RocksDB: durable writes, and the catalog of what is stored.
 */
@NullMarked
package dev.letterbox.embeddedstore.storage;

import org.jspecify.annotations.NullMarked;
