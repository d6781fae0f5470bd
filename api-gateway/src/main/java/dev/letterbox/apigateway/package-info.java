/**
 * The API gateway, the only public entry point of the mesh.
 */
@NullMarked
package dev.letterbox.apigateway;

import org.jspecify.annotations.NullMarked;
