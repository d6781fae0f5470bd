/**
 * What Letterbox promises, asked of a mesh of real processes from outside.
 */
@NullMarked
package dev.letterbox.meshtests;

import org.jspecify.annotations.NullMarked;
