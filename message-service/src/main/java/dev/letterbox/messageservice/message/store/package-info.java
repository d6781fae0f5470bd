/**
 * The messages in MongoDB. Only this package and those below it know the driver.
 */
@NullMarked
package dev.letterbox.messageservice.message.store;

import org.jspecify.annotations.NullMarked;
