/**
 * The commands but for the load tester's: flags and environment become records here and nowhere else, and what went wrong
 * becomes one line and an exit code.
 *
 * <p>Runs on the main thread, which waits for the service.
 */
@NullMarked
package dev.carillon.cli;

import org.jspecify.annotations.NullMarked;
