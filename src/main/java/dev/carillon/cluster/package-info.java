/**
 * Several nodes: how they find each other, and how publications go from one to the other.
 *
 * <p>Knows the bus, Hazelcast and Vert.x, and nothing of subscribers.
 */
@NullMarked
package dev.carillon.cluster;

import org.jspecify.annotations.NullMarked;
