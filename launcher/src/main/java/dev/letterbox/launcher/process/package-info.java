/**
 * The processes of a mesh on one machine: how each is started, watched, restarted, ended
 * and found again, and the folder and ports they use.
 */
@NullMarked
package dev.letterbox.launcher.process;

import org.jspecify.annotations.NullMarked;
