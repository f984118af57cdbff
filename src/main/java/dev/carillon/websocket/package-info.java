/**
 * RFC 6455, the WebSocket protocol, and RFC 7692, its compression: opening handshakes, frames in and frames out.
 *
 * <p>The codec knows {@link java.nio.ByteBuffer} and {@code byte[]} and nothing of sockets, loops, topics or users.
 * Whatever has state ({@link dev.carillon.websocket.FrameReader}, {@link dev.carillon.websocket.HandshakeReader},
 * {@link dev.carillon.websocket.ServerHandshake}) belongs to the one loop that made it, and one of each per loop serves
 * all its connections, so that an idle connection costs nothing here.
 */
@NullMarked
package dev.carillon.websocket;

import org.jspecify.annotations.NullMarked;
