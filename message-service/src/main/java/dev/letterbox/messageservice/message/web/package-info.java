/**
 * Send and pull over HTTP: what a request must look like and what its answer says.
 */
@NullMarked
package dev.letterbox.messageservice.message.web;

import org.jspecify.annotations.NullMarked;
