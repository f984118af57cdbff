/**
 * What a node publishes about itself on its own topics: {@code $stats} and {@code $topics}.
 *
 * <p>While a topic has no subscriber on the node, nothing is measured or made for it. The loops say in a tick of a second
 * whether there is one; the first loop publishes. Counting many topics runs on a worker thread.
 */
@NullMarked
package dev.carillon.stats;

import org.jspecify.annotations.NullMarked;
