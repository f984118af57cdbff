/**
 * The front of the house: the command line's root, which knows the names of all commands and nothing of their work.
 * It runs on the main thread.
 */
@NullMarked
package dev.carillon;

import org.jspecify.annotations.NullMarked;
