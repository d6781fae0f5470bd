/**
 * Problem details (RFC 9457): how every refusal and failure is answered.
 */
@NullMarked
package dev.letterbox.messageservice.web.problem;

import org.jspecify.annotations.NullMarked;
