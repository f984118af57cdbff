/**
 * What holds for every HTTP request, whatever it asks for, and for the connection that it comes on: one reader of each
 * header and of the query, the rules that each request must keep, how long it may take, how it is answered and how a connection ends.
 * {@link dev.carillon.http.BodyBudget} bounds each body and all of them together.
 *
 * <p>A connection whose client chooses HTTP/2 leaves Vert.x in {@link dev.carillon.http.Http2Negotiation}. Each of its streams is
 * a channel, which {@code Http2Exchange} makes a connection of HTTP/1.1 with one request, so that nothing else knows of HTTP/2.
 * A stream that becomes an event stream goes to the channel lane, as a socket does. All of it stays on the loop that accepted.
 *
 * <p>Knows Vert.x and no path but that of topics. Both ports use it. Everything here belongs to the loop of the
 * connection.
 */
@NullMarked
package dev.carillon.http;

import org.jspecify.annotations.NullMarked;
