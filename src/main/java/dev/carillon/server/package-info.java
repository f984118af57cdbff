/**
 * The service put together: what starts, runs and stops.
 *
 * <p>{@link dev.carillon.server.Service} starts and stops a node. Each {@code BroadcastVerticle} is one event loop with a
 * front door, lane, hub and endpoints of its own; the loops share only publications, which come over the event
 * bus. The {@code ManagementVerticle} answers operators on a port of its own.
 */
@NullMarked
package dev.carillon.server;

import org.jspecify.annotations.NullMarked;
