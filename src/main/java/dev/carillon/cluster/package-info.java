/**
 * How several nodes find each other, and how publications are sent from one to another. The links are confined to one
 * loop.
 *
 * <p>Uses the bus, Hazelcast and Vert.x, and does not use subscribers.
 */
@NullMarked
package dev.carillon.cluster;

import org.jspecify.annotations.NullMarked;
