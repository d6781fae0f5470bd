/**
 * The HTTP contract at the gateway, request by request.
 */
@NullMarked
package dev.letterbox.meshtests.contract;

import org.jspecify.annotations.NullMarked;
