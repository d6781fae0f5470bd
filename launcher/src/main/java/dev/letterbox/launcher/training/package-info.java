/**
 * The training runs that the AOT caches of the services come from.
 */
@NullMarked
package dev.letterbox.launcher.training;

import org.jspecify.annotations.NullMarked;
