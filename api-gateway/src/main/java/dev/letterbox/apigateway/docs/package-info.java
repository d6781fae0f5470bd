/**
 * Serves Swagger UI and the OpenAPI description.
 */
@NullMarked
package dev.letterbox.apigateway.docs;

import org.jspecify.annotations.NullMarked;
