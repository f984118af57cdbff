/**
 * Opens connections: local ports, pacing, the opening handshake, and failed attempts.
 *
 * <p>A {@link dev.carillon.loadtest.connect.Connector} belongs to one event loop and opens connections over its lane
 * until every client has one. A failed attempt is repeated later and never counts as a connection.
 *
 * <p>The room uses {@code plan} and {@code figure}; of the service it uses the lane, {@code handshake} and
 * {@code config}. Everything runs on the loop that owns the connector.
 */
@NullMarked
package dev.carillon.loadtest.connect;

import org.jspecify.annotations.NullMarked;
