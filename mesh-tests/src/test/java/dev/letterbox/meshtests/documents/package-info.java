/**
 * The documents, the examples and the description of the API are true.
 */
@NullMarked
package dev.letterbox.meshtests.documents;

import org.jspecify.annotations.NullMarked;
