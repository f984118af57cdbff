/**
 * The log that several nodes share: a publication to a remembered topic on any node reaches all nodes, in one order and
 * with one id.
 *
 * <pre>{@code
 * Writer      collects the publications of this node's clients, and adds one batch at a time
 *   |
 *   v
 * Rings       segments of the log, stored by the cluster
 *   |
 *   v
 * Tail        reads item by item; an item counts when the nodes that store it have confirmed it
 *   |
 *   v
 * Arrivals    the bus of this node: remembers publications and delivers them to all loops
 * }</pre>
 *
 * <p>A node that joins requests the last values that are older than the existing segments from another node
 * ({@link dev.carillon.replica.OlderValues}).
 *
 * <p>May use {@code bus}, {@code log}, {@code publication}, {@code topic}, {@code logging} and {@code text}, and
 * Hazelcast behind {@link dev.carillon.replica.Rings}. A node has three threads for it: one adds, one reads, and one
 * answers publishers that have waited too long. Without a cluster, none of these objects exists.
 */
@NullMarked
package dev.carillon.replica;

import org.jspecify.annotations.NullMarked;
