/**
 * The MongoDB servers a mesh can run on, as the launcher sees them: connection strings
 * and whether a server is ready.
 */
@NullMarked
package dev.letterbox.launcher.store;

import org.jspecify.annotations.NullMarked;
