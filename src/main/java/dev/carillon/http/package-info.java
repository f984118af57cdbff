/**
 * Rules and limits that hold for every HTTP request and its connection: readers of headers and of the query, the rules
 * that each request must keep, deadlines, the memory of bodies, the form of answers, and how a connection ends.
 *
 * <p>{@link dev.carillon.http.Http2Negotiation} takes a connection whose client chooses HTTP/2 from Vert.x. Each stream
 * becomes a channel, which {@code Http2Exchange} converts to a connection of HTTP/1.1 with one request, so that no
 * other room needs code for HTTP/2. A stream that becomes an event stream goes to the channel lane, as a socket does.
 *
 * <p>This room knows Vert.x, and no path except those for publishing. The port for clients and the port for operators
 * use it. Everything here runs on the loop of the connection.
 */
@NullMarked
package dev.carillon.http;

import org.jspecify.annotations.NullMarked;
