/**
 * Appends messages to chats: assigns positions, writes in batches, recovers failed sends.
 */
@NullMarked
package dev.letterbox.messageservice.message.append;

import org.jspecify.annotations.NullMarked;
