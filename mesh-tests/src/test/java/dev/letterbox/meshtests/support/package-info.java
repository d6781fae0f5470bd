/**
 * What the tests of every package use: the mesh, its client, the project's files,
 * programs.
 */
@NullMarked
package dev.letterbox.meshtests.support;

import org.jspecify.annotations.NullMarked;
