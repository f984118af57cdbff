/**
 * How several nodes find each other, and how publications go from one to another.
 *
 * <p>Uses the bus, Hazelcast and Vert.x, and does not use subscribers.
 */
@NullMarked
package dev.carillon.cluster;

import org.jspecify.annotations.NullMarked;
