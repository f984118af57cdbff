/**
 * The front door: from the first byte of a connection to HTTP, a WebSocket or an event stream.
 *
 * <pre>{@code
 * lane.Acceptor
 *   |
 *   v
 * HandshakeReceiver -- all else, mistakes in form --> HandOver --> Vert.x: http.RequestFilter, routes
 *   |                                                                | (calls LoginCheck first)
 *   | a plain opening handshake             WebSocket, event stream |            | HTTP
 *   v                                                                v            v
 * LoginCheck --> Handshakes <------------------------------------- Upgrade     an answer
 *   |              |
 *   | admitted     | refused: 401, 403, 429 or 503
 *   v              v
 * lane.Lane      an answer
 * }</pre>
 *
 * <p>Reads the first bytes of each connection and decides whether it becomes a WebSocket, an event stream or an HTTP
 * connection. If the fast lane runs, {@link dev.carillon.door.HandshakeReceiver} reads them: a plain opening handshake
 * without a mistake becomes a WebSocket, and {@link dev.carillon.door.HandOver} passes everything else to Vert.x. There
 * {@link dev.carillon.door.Upgrade} answers requests for a WebSocket or an event stream. If Vert.x accepts (TLS, other
 * systems), a connection begins in Vert.x; a stream of HTTP/2 begins in {@code http.Http2Negotiation}. With the PROXY
 * protocol, a connection from a trusted proxy begins with a header: {@link dev.carillon.door.ProxyHeaderReceiver} reads
 * it on the fast lane, {@link dev.carillon.door.ProxyHeaderHandler} where Vert.x accepts.
 *
 * <p>{@link dev.carillon.door.LoginCheck} checks credentials, {@link dev.carillon.door.Handshakes} decides on
 * handshakes. This room knows lanes, endpoints and the rooms {@code http}, {@code auth}, {@code admission} and
 * {@code rate}, but no HTTP route. Everything here runs on the loop of the connection.
 */
@NullMarked
package dev.carillon.door;

import org.jspecify.annotations.NullMarked;
