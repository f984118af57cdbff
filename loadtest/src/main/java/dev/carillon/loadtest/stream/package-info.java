/**
 * Event streams as a client reads them (WHATWG HTML, 9.2): the request, and the events of the answer.
 *
 * <p>As with WebSockets, all streams of a loop that are between two events share one reader, so that a stream which is
 * silent has no state beyond its connection.
 *
 * <p>Uses the lane, the HTTP heads of {@code handshake}, and the handler of {@code websocket}, because clients treat
 * both kinds of connections alike. Everything runs on the loop that owns the connections.
 */
@NullMarked
package dev.carillon.loadtest.stream;

import org.jspecify.annotations.NullMarked;
