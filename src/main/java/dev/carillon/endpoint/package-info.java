/**
 * What happens on a socket once it is open: one topic with raw payloads, a {@code carillon.v1} session with many, an event
 * stream, or an echo.
 *
 * <p>{@link dev.carillon.endpoint.Endpoints} is the way in: it makes the receiver that a request asked for. An endpoint
 * joins the connection to the hub, hands what the peer publishes to the {@link dev.carillon.endpoint.Publisher}, and
 * takes the connection out of the hub when it ends.
 *
 * <p>Knows WebSockets, event streams and topics, and nothing of HTTP or Vert.x. Everything runs on the loop of its hub.
 */
@NullMarked
package dev.carillon.endpoint;

import org.jspecify.annotations.NullMarked;
