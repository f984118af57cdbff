/**
 * The service put together: verticles, routes, the way of a socket from HTTP to its lane, and the way down.
 *
 * <p>{@link dev.carillon.server.Service} starts and stops a node. Each {@code BroadcastVerticle} is one event loop with a
 * front door, lane, hub and endpoints of its own; the loops share nothing but the publications that meet them on the
 * event bus. The {@code ManagementVerticle} answers operators on a port of its own.
 *
 * <p>This is the only room that knows both Vert.x and the rooms behind it.
 */
@NullMarked
package dev.carillon.server;

import org.jspecify.annotations.NullMarked;
