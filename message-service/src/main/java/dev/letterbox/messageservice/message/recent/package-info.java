/**
 * The newest messages of the chats that this replica serves, in memory.
 */
@NullMarked
package dev.letterbox.messageservice.message.recent;

import org.jspecify.annotations.NullMarked;
