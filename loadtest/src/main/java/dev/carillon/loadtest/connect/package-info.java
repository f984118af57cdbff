/**
 * The way in: local ports, the pace of connecting, the opening handshake, and what becomes of attempts that fail.
 *
 * <p>A {@link dev.carillon.loadtest.connect.Connector} belongs to one event loop and opens connections over its lane
 * until every client has one. An attempt that fails is made again later and never counts as a client served.
 *
 * <p>Knows {@code plan}, the lane and the WebSocket handshake. Everything runs on the loop that owns the connector.
 */
@NullMarked
package dev.carillon.loadtest.connect;

import org.jspecify.annotations.NullMarked;
