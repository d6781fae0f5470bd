/**
 * The ways to run a mesh: {@code ./run}, containers, Kubernetes.
 */
@NullMarked
package dev.letterbox.meshtests.deployment;

import org.jspecify.annotations.NullMarked;
