/**
 * The programs of a mesh, unpacked from what was built, and the JDK AOT cache of each.
 */
@NullMarked
package dev.letterbox.launcher.app;

import org.jspecify.annotations.NullMarked;
