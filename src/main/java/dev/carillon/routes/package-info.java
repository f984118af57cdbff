/**
 * The HTTP routes of the port for clients: topics, publishing, history, the client library, the page and the examples.
 *
 * <p>A body of one publication is collected ({@code WholeBodies}); a body of lines is published as it comes ({@code
 * LineStream}). Both reserve memory in {@code http.BodyBudget}. {@code LoginRequired} checks the credentials of every
 * path except those of the page and the client library.
 *
 * <p>This room may use {@code door}, {@code http}, the hub, the log and endpoints, but not lanes or frames. Everything
 * runs on the loop of the connection.
 */
@NullMarked
package dev.carillon.routes;

import org.jspecify.annotations.NullMarked;
