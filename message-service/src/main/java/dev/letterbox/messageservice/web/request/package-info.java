/**
 * The id and the metrics of every request, and the limits of the HTTP API.
 */
@NullMarked
package dev.letterbox.messageservice.web.request;

import org.jspecify.annotations.NullMarked;
