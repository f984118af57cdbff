/**
 * All commands except those of the load tester. Flags, variables and files become settings here, and a failure becomes
 * one line and an exit code.
 *
 * <p>May use {@code server} to run a node, {@code config} and {@code logging} for its settings and log, {@code client}
 * to reach a service, {@code token} and {@code auth} for keys and tokens, {@code doctor} and {@code top}, and {@code
 * topic}, {@code publication}, {@code log}, {@code protocol} and {@code text}.
 *
 * <p>Runs on the main thread, which waits for the service or for input. {@code LineSource} reads standard input on a
 * virtual thread, and {@code OutputWatch} waits on a daemon thread.
 */
@NullMarked
package dev.carillon.cli;

import org.jspecify.annotations.NullMarked;
