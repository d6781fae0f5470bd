/**
 * Lists the chats of a member, and completes the list of a store that an earlier version
 * wrote.
 */
@NullMarked
package dev.letterbox.messageservice.message.chats;

import org.jspecify.annotations.NullMarked;
