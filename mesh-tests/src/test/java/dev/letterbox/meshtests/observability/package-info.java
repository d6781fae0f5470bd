/**
 * Metrics, alerts, the dashboard, logs and traces.
 */
@NullMarked
package dev.letterbox.meshtests.observability;

import org.jspecify.annotations.NullMarked;
