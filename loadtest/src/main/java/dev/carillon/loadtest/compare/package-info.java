/**
 * The comparison of several servers. In each round every server is started, loaded in the same way, measured and
 * stopped, one after the other. The result is one table.
 *
 * <p>A server is any program {@code start} in a directory; no server is named in this room.
 *
 * <p>Uses {@code config}, {@code plan} and {@code run}. Everything runs on the main thread, which waits for each server
 * and each load test. A virtual thread reads the output of a server.
 */
@NullMarked
package dev.carillon.loadtest.compare;

import org.jspecify.annotations.NullMarked;
