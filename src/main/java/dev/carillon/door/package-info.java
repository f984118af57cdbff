/**
 * The way of a connection from its first byte to HTTP or to a WebSocket.
 *
 * <p>Where the fast lane runs, {@link dev.carillon.door.HandshakeReceiver} reads what comes first. A plain opening handshake that
 * nothing speaks against becomes a WebSocket there; everything else goes by {@link dev.carillon.door.HandOver} to Vert.x, where
 * {@link dev.carillon.door.Upgrade} answers what asks for a WebSocket. Belongs to the loop of the connection.
 */
@NullMarked
package dev.carillon.door;

import org.jspecify.annotations.NullMarked;
