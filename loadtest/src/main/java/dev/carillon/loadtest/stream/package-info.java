/**
 * The client side of event streams (WHATWG HTML, 9.2): the request, and a reader of the events.
 *
 * <p>All streams of a loop that are between two events share one reader, so that a silent stream has no state except
 * its connection. WebSockets do the same.
 *
 * <p>The room uses no other room of the load tester. Of the service it uses the lane, the HTTP heads of
 * {@code handshake}, the close codes of {@code frame}, and the handler of {@code websocket}, because clients treat both
 * kinds of connections in the same way. Everything runs on the loop that owns the connections.
 */
@NullMarked
package dev.carillon.loadtest.stream;

import org.jspecify.annotations.NullMarked;
