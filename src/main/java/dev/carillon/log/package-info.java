/**
 * The log: the publications of the topics that are remembered, in one order for the node, so that a subscriber that comes
 * back can read what it missed.
 *
 * <p>Knows topics and publications, and nothing of sockets, HTTP or threads. One log serves all loops of a node; a lock
 * guards it, which is taken once for a publication and once for each piece that a reader reads. A log that one loop owns
 * needs none, but a publication then has its id only after a turn of that loop, and readers on other loops need copies.
 */
@NullMarked
package dev.carillon.log;

import org.jspecify.annotations.NullMarked;
