/**
 * How a publication reaches every loop of every node.
 *
 * <p>Uses publications and Vert.x, and does not use subscribers. {@link dev.carillon.bus.PublicationBus} is the one
 * object that several loops share: it has the list of listeners, and hands over immutable publications. Publications to
 * topics with a least interval pass a {@link dev.carillon.bus.Conflation} first, which a lock guards.
 */
@NullMarked
package dev.carillon.bus;

import org.jspecify.annotations.NullMarked;
