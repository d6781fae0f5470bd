/**
 * HTTP common to all requests: bodies, ping, the API description, and draining at
 * shutdown.
 */
@NullMarked
package dev.letterbox.messageservice.web;

import org.jspecify.annotations.NullMarked;
