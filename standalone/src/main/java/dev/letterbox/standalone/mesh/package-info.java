/**
 * The supervisor behind {@code ./run}: it starts, watches, scales and stops every process
 * of a mesh on one machine.
 */
@NullMarked
package dev.letterbox.standalone.mesh;

import org.jspecify.annotations.NullMarked;
