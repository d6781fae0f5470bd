/**
 * What every HTTP answer of a replica has in common: ping, problems, and the way out at
 * shutdown.
 */
@NullMarked
package dev.letterbox.messageservice.web;

import org.jspecify.annotations.NullMarked;
