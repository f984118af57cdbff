/**
 * carillon.v1, the WebSocket subprotocol of {@code /ws}: the commands of clients, the answers of the service, and the
 * forms in which publications are sent to WebSockets and event streams.
 *
 * <p>Functions from bytes to bytes without state, except for the writer of answers: any loop may call them. A peer's
 * mistake becomes an {@link dev.carillon.protocol.InvalidCommand} that contains its answer.
 *
 * <p>May use {@code frame}, {@code log}, {@code publication}, {@code topic} and {@code text}; does not use sockets or
 * subscriptions.
 */
@NullMarked
package dev.carillon.protocol;

import org.jspecify.annotations.NullMarked;
