/**
 * The one public door: which addresses exist, what is let through, and what is said when
 * no replica answers.
 */
@NullMarked
package dev.letterbox.apigateway;

import org.jspecify.annotations.NullMarked;
