/**
 * The registry of replicas: a Eureka server and nothing of our own.
 */
@NullMarked
package dev.letterbox.discoveryserver;

import org.jspecify.annotations.NullMarked;
