/**
 * Puts the service together: starts a node, runs it, changes its settings and stops it.
 *
 * <p>{@link dev.carillon.server.Service} starts and stops a node. Each {@code BroadcastVerticle} is one event loop with
 * its own front door, lane, hub and endpoints. The loops share only publications, which come over the event bus. {@code
 * ManagementVerticle} answers operators on its own port and loop.
 *
 * <p>This room may use all others except the commands. Code of a verticle runs on its loop; {@code Service}, {@code
 * Node} and {@code LiveSettings} may be called from any thread.
 */
@NullMarked
package dev.carillon.server;

import org.jspecify.annotations.NullMarked;
