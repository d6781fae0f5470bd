/**
 * End to end tests against a mesh of real processes, by subject.
 */
@NullMarked
package dev.letterbox.meshtests;

import org.jspecify.annotations.NullMarked;
