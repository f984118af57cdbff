/**
 * The client of {@code carillon publish} and {@code carillon subscribe}: a connection to a service, publishing by HTTP,
 * subscribing by WebSocket, and explanations of failures.
 *
 * <p>Blocks the calling thread and uses the JDK's sockets, since a command has one connection and ends too soon to wait
 * for the start of Vert.x. {@code LinePublisher} reads answers on a virtual thread.
 *
 * <p>May use the codecs {@code frame}, {@code handshake} and {@code protocol}, and {@code topic}, {@code publication},
 * {@code log} and {@code text}; no room that serves connections.
 */
@NullMarked
package dev.carillon.client;

import org.jspecify.annotations.NullMarked;
