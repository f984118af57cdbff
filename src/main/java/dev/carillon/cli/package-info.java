/**
 * All commands but those of the load tester. Flags and environment become records here and nowhere else, and a failure
 * becomes one line and an exit code.
 *
 * <p>Runs on the main thread, which waits for the service.
 */
@NullMarked
package dev.carillon.cli;

import org.jspecify.annotations.NullMarked;
