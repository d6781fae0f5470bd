/**
 * What a mesh consists of, and how its processes are started, scaled, restarted and
 * stopped together.
 */
@NullMarked
package dev.letterbox.launcher.mesh;

import org.jspecify.annotations.NullMarked;
