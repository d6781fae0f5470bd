/**
 * One replica of the message service.
 */
@NullMarked
package dev.letterbox.messageservice;

import org.jspecify.annotations.NullMarked;
