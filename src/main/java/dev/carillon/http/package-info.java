/**
 * What holds for every HTTP request, whatever it asks for, and for the connection that it comes on: one reader of each
 * header and of the query, the rules that each request must keep, how long it may take, how it is answered and how a connection ends.
 *
 * <p>Knows Vert.x and no path but that of topics. Both ports use it. Everything here belongs to the loop of the
 * connection.
 */
@NullMarked
package dev.carillon.http;

import org.jspecify.annotations.NullMarked;
