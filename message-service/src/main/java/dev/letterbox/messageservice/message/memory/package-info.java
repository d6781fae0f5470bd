/**
 * Bounds of the memory that requests take together.
 */
@NullMarked
package dev.letterbox.messageservice.message.memory;

import org.jspecify.annotations.NullMarked;
