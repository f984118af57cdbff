/**
 * The log that several nodes share: what is published to a remembered topic on any of them comes to all, in one order and under
 * one id.
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
 * <p>A node that joins asks another for last values from before the segments that there are ({@link dev.carillon.replica.OlderValues}).
 *
 * <p>Knows publications and the bus, and Hazelcast behind {@link dev.carillon.replica.Rings}. A node has three threads for it: one
 * writes, one reads, one tells publishers that have waited for too long. Where there is no cluster, nothing of this exists.
 */
@NullMarked
package dev.carillon.replica;

import org.jspecify.annotations.NullMarked;
