/**
 * The embedded store, a MongoDB server for one machine and for tests: mongo-java-server
 * implements the wire protocol, RocksDB stores documents and ordered indexes.
 */
@NullMarked
package dev.letterbox.embeddedstore;

import org.jspecify.annotations.NullMarked;
