/**
 * Processes that crash, hang, come and go while clients work, and a faulty proxy.
 */
@NullMarked
package dev.letterbox.meshtests.faults;

import org.jspecify.annotations.NullMarked;
