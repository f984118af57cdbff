/**
 * The behaviour of an open WebSocket or event stream: one topic with raw payloads, a {@code carillon.v1} session with
 * many topics, an event stream, or an echo.
 *
 * <p>{@link dev.carillon.endpoint.Endpoints} makes the receiver for a request. An endpoint joins the connection to the
 * hub, passes what the peer publishes to the {@link dev.carillon.endpoint.Publisher}, and removes the connection from
 * the hub when it ends.
 *
 * <p>This room knows WebSockets, event streams and topics, but not HTTP or Vert.x. Everything runs on the loop of its
 * hub.
 */
@NullMarked
package dev.carillon.endpoint;

import org.jspecify.annotations.NullMarked;
