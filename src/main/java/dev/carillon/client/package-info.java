/**
 * What {@code carillon publish} and {@code carillon subscribe} need of a client: a connection to a service, a publication by
 * HTTP, a subscription by WebSocket, and an explanation of what failed.
 *
 * <p>Works on the calling thread, which blocks, with the JDK's sockets: a command that lives for a moment cannot wait for
 * Vert.x to start, and has one connection. Knows the codecs and nothing of the service's rooms.
 */
@NullMarked
package dev.carillon.client;

import org.jspecify.annotations.NullMarked;
