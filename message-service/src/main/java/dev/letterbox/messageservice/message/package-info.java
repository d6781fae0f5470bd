/**
 * Messages: what they are, how they get their places in a chat, and how they are read.
 */
@NullMarked
package dev.letterbox.messageservice.message;

import org.jspecify.annotations.NullMarked;
