/**
 * Reads chats page by page.
 */
@NullMarked
package dev.letterbox.messageservice.message.page;

import org.jspecify.annotations.NullMarked;
