/**
 * The messages in MongoDB. Only this package knows the driver.
 */
@NullMarked
package dev.letterbox.messageservice.message.store;

import org.jspecify.annotations.NullMarked;
