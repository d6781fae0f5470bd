/**
 * Chooses the replica for a request: the registry's replicas, and the preference of each
 * chat for one of them.
 */
@NullMarked
package dev.letterbox.apigateway.balancing;

import org.jspecify.annotations.NullMarked;
