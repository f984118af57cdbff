/**
 * The opening handshake of a WebSocket (RFC 6455, 4 and 9.1; RFC 7692, 7.1), for server and client: from the head of a
 * request or an answer to the negotiated parameters.
 *
 * <p>Input is bytes or header values, output is answers. This room knows no sockets and no HTTP server. Readers and the
 * server's side belong to one loop; a {@code ClientHandshake} is immutable.
 */
@NullMarked
package dev.carillon.handshake;

import org.jspecify.annotations.NullMarked;
