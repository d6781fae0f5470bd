/**
 * The wire protocol: connections, databases, and the commands the library does not answer
 * as MongoDB does.
 */
@NullMarked
package dev.letterbox.embeddedstore.server;

import org.jspecify.annotations.NullMarked;
