/**
 * The service registry: a Eureka server without custom code.
 */
@NullMarked
package dev.letterbox.discoveryserver;

import org.jspecify.annotations.NullMarked;
