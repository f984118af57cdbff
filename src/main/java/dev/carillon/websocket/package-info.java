/**
 * The state of one open WebSocket (RFC 6455): between two messages, in the middle of one, or closing; its idle timeout
 * and its pings. The opening handshake is in {@code handshake}, the frames are in {@code frame}.
 *
 * <p>A WebSocket that is between two messages has no state but its connection: all of a loop share one
 * {@link dev.carillon.frame.FrameReader}, and one {@link dev.carillon.websocket.Open} for each kind. Belongs to the
 * loop.
 */
@NullMarked
package dev.carillon.websocket;

import org.jspecify.annotations.NullMarked;
