/**
 * The opening handshake of a WebSocket (RFC 6455, 4 and 9.1; RFC 7692, 7.1), on the server's side and on the client's:
 * from the head of a request or an answer to what both sides agree on.
 *
 * <p>Pure: bytes or header values come in, and answers go out. Knows no socket and no HTTP server.
 */
@NullMarked
package dev.carillon.handshake;

import org.jspecify.annotations.NullMarked;
