/**
 * The state of one open WebSocket (RFC 6455): between two messages, in the middle of one, or closing; its idle timeout
 * and its pings. The opening handshake is in {@code handshake}, the frames are in {@code frame}.
 *
 * <p>A WebSocket between two messages has no state except its connection. All WebSockets of a loop share one {@link
 * dev.carillon.frame.FrameReader}, and all of one kind share one {@link dev.carillon.websocket.Open}.
 *
 * <p>This room knows {@code lane.Connection} and frames, but not topics or HTTP. Everything runs on the loop of the
 * connection.
 */
@NullMarked
package dev.carillon.websocket;

import org.jspecify.annotations.NullMarked;
