/**
 * HTTP common to all requests: ids, problems, metrics, ping, and draining at shutdown.
 */
@NullMarked
package dev.letterbox.messageservice.web;

import org.jspecify.annotations.NullMarked;
