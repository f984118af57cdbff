/**
 * The log: the publications of the topics that are remembered, in one order for the node, so that a subscriber that comes
 * back can read what it missed.
 *
 * <p>The log is bounded by topic ({@link dev.carillon.log.HistoryBounds}) and for the node. Where a bound is reached the oldest
 * leaves, and publishing goes on. {@code LetGo} keeps what has left, so that a reader that comes too late learns that it has
 * missed something.
 *
 * <p>Knows topics and publications, and nothing of sockets, HTTP or threads. One log serves all loops of a node; a lock
 * guards it, which is taken once for a publication and once for each piece that a reader reads. A log that one loop owns
 * needs none, but a publication then has its id only after a turn of that loop, and readers on other loops need copies.
 */
@NullMarked
package dev.carillon.log;

import org.jspecify.annotations.NullMarked;
