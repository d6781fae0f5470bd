/**
 * Requests that wait for new messages, and what ends their wait.
 */
@NullMarked
package dev.letterbox.messageservice.message.wait;

import org.jspecify.annotations.NullMarked;
