/**
 * carillon.v1, the WebSocket subprotocol of {@code /ws}: the commands of clients, the answers of the service, and the
 * forms in which publications are sent to WebSockets and event streams.
 *
 * <p>Everything here is a function of bytes to bytes without state: any loop may call it, and it uses no sockets and no
 * subscriptions. A peer's mistake becomes an {@link dev.carillon.protocol.InvalidCommand} that carries its own answer.
 */
@NullMarked
package dev.carillon.protocol;

import org.jspecify.annotations.NullMarked;
