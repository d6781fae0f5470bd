/**
 * Send and pull over HTTP: validates requests and writes answers.
 */
@NullMarked
package dev.letterbox.messageservice.message.web;

import org.jspecify.annotations.NullMarked;
