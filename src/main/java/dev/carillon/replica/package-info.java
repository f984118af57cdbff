/**
 * The log that several nodes share: a publication to a remembered topic on any node reaches all nodes, in one order and
 * with one id.
 *
 * <pre>{@code
 * Writer      collects what this node's clients publish, and adds one batch at a time
 *   |
 *   v
 * Rings       segments of the log, held by the cluster
 *   |
 *   v
 * Tail        reads on, item by item; an item counts when the nodes that keep it have confirmed it
 *   |
 *   v
 * Arrivals    the bus of this node: remembers it and brings it to all loops
 * }</pre>
 *
 * <p>A node that joins requests from another node the last values that are older than the existing segments
 * ({@link dev.carillon.replica.OlderValues}).
 *
 * <p>Uses publications and the bus, and Hazelcast behind {@link dev.carillon.replica.Rings}. A node has three threads
 * for it: one writes, one reads, and one answers publishers that have waited too long. Without a cluster, none of these
 * objects exists.
 */
@NullMarked
package dev.carillon.replica;

import org.jspecify.annotations.NullMarked;
