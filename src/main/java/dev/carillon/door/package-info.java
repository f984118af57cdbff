/**
 * The way of a connection from its first byte to HTTP, a WebSocket or an event stream.
 *
 * <pre>{@code
 * lane.Acceptor
 *   |
 *   v
 * HandshakeReceiver -- all else, and each mistake --> HandOver --> Vert.x: http.RequestFilter, routes
 *   |                                                                |            |
 *   | a plain opening handshake             WebSocket, event stream |            | HTTP
 *   v                                                                v            v
 * admission.Admission <------------------------------------------ Upgrade      an answer
 *   |           |
 *   | a place   | none: 429 or 503
 *   v           v
 * lane.Lane   an answer
 * }</pre>
 *
 * <p>Where the fast lane runs, {@link dev.carillon.door.HandshakeReceiver} reads what comes first. A plain opening handshake
 * without a mistake becomes a WebSocket there. Everything else goes by {@link dev.carillon.door.HandOver} to Vert.x,
 * where {@link dev.carillon.door.Upgrade} answers a request for a WebSocket or an event stream. Where Vert.x accepts
 * (TLS, other systems), the way begins there, and for streams of HTTP/2 in {@code http.Http2Negotiation} before. A
 * connection from a trusted proxy that speaks the PROXY protocol first says from where it comes: {@link
 * dev.carillon.door.ProxyHeaderReceiver} reads that on the fast lane, {@link dev.carillon.door.ProxyHeaderHandler}
 * where Vert.x accepts. Belongs to the loop of the connection.
 */
@NullMarked
package dev.carillon.door;

import org.jspecify.annotations.NullMarked;
