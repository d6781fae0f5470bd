/**
 * Takes replicas that do not answer out of the rotation for a time.
 */
@NullMarked
package dev.letterbox.apigateway.ejection;

import org.jspecify.annotations.NullMarked;
