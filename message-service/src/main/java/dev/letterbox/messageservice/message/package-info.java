/**
 * Messages and chats: the values and the exceptions that all other packages share.
 */
@NullMarked
package dev.letterbox.messageservice.message;

import org.jspecify.annotations.NullMarked;
