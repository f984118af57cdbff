/**
 * What a node publishes about itself on its own topics, {@code $stats} and {@code $topics}.
 *
 * <p>While no client on the node subscribes to a topic, nothing is measured for it. Each loop checks once a second
 * whether it has a subscriber; the first loop publishes. Topics are counted on a worker thread.
 *
 * <p>May use {@code hub}, {@code metrics}, {@code topic} and {@code publication}. State that several loops use is
 * volatile or guarded by a monitor.
 */
@NullMarked
package dev.carillon.stats;

import org.jspecify.annotations.NullMarked;
