/**
 * A MongoDB for one machine and for tests: mongo-java-server's wire protocol over
 * documents and ordered indexes kept in RocksDB.
 */
@NullMarked
package dev.letterbox.embeddedstore;

import org.jspecify.annotations.NullMarked;
