/**
 * The load tester's command line: it makes a {@code plan} of flags and environment, has it {@code run}, and prints the
 * {@code report}.
 *
 * <p>Its rooms, each of which uses only those before it: {@code plan} (what is to be done), {@code connect} (how
 * connections are opened), {@code measure} (what is counted), {@code client} (what connections do), {@code report} (the
 * results), {@code run} (loops and the order of steps), {@code compare} (servers beside each other). Of the service
 * they may use the lane, WebSockets and {@code config}: a tester that shared more code with the service would have the
 * same mistakes. Commands run on the main thread.
 */
@NullMarked
package dev.carillon.loadtest;

import org.jspecify.annotations.NullMarked;
