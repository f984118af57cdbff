/**
 * What is at which path of the port for clients: topics, publishing, the page. A body of one publication is
 * collected ({@code WholeBodies}); one of lines is published as it comes ({@code LineStream}). Both ask {@code http.BodyBudget}.
 *
 * <p>Runs on the loop of the connection.
 */
@NullMarked
package dev.carillon.routes;

import org.jspecify.annotations.NullMarked;
