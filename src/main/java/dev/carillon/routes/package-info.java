/**
 * What is at which path of the port for clients: topics, publishing, the page.
 *
 * <p>Runs on the loop of the connection.
 */
@NullMarked
package dev.carillon.routes;

import org.jspecify.annotations.NullMarked;
