/**
 * What {@code carillon publish} and {@code carillon subscribe} need of a client: a connection to a service, a publication by
 * HTTP, a subscription by WebSocket, and an explanation of what failed.
 *
 * <p>Works on the calling thread, which blocks, with the JDK's sockets: a command that
 * runs for a moment cannot wait for Vert.x to start, and has one connection. Uses the codecs and no room of the service.
 */
@NullMarked
package dev.carillon.client;

import org.jspecify.annotations.NullMarked;
