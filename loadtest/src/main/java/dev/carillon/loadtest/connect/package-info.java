/**
 * How connections are opened: local ports, the pace, the opening handshake, and attempts that fail.
 *
 * <p>A {@link dev.carillon.loadtest.connect.Connector} belongs to one event loop and opens connections over its lane
 * until every client has one. An attempt that fails is made again later and never counts as a connection.
 *
 * <p>Uses {@code plan}, the lane and the WebSocket handshake. Everything runs on the loop that owns the connector.
 */
@NullMarked
package dev.carillon.loadtest.connect;

import org.jspecify.annotations.NullMarked;
