/**
 * The root of the command line, which knows the names of all commands and nothing of their work. Runs on the main thread.
 */
@NullMarked
package dev.carillon;

import org.jspecify.annotations.NullMarked;
