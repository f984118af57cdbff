/**
 * The root of the command line, which has the names of all commands. Runs on the main thread.
 */
@NullMarked
package dev.carillon;

import org.jspecify.annotations.NullMarked;
