/**
 * The load tester's command line: flags and environment become a {@code plan} here, which is {@code run}, and whose
 * {@code report} is printed.
 *
 * <p>Its rooms, each of which knows only those before it: {@code plan} (what is to be done), {@code connect} (the way
 * in), {@code measure} (what is counted), {@code client} (what connections do), {@code report} (the results),
 * {@code run} (loops and the order of steps), {@code compare} (servers beside each other). Of the service they may use
 * the lane, WebSockets and {@code config}: a tester that shares more code with the service would have the same mistakes.
 * Commands run on the main thread.
 */
@NullMarked
package dev.carillon.loadtest;

import org.jspecify.annotations.NullMarked;
