/**
 * The log: the publications of the topics that are remembered, in one order for the node, so that a subscriber that
 * comes back can read what it missed.
 *
 * <p>The log is bounded by topic ({@link dev.carillon.log.HistoryBounds}) and for the node. Where a bound is reached,
 * the oldest publication is removed, and publishing goes on. {@code RemovedOffsets} records what was removed, so that a
 * reader that comes too late is informed that it has missed messages.
 *
 * <p>Uses topics and publications; does not use sockets, HTTP or threads. One log serves all loops of a node. A lock
 * guards it: it is taken once for a publication, and once for each piece that a reader reads. A log that one loop owns
 * would need no lock, but then a publication would get its id only after a turn of that loop, and readers on other
 * loops would need copies.
 */
@NullMarked
package dev.carillon.log;

import org.jspecify.annotations.NullMarked;
