/**
 * How a publication reaches every loop of every node.
 *
 * <p>{@link dev.carillon.bus.PublicationBus} is the one object that several loops share: it has the list of listeners,
 * and passes on immutable publications. Publications to topics with a least interval pass a {@link
 * dev.carillon.bus.Conflation} first, which a lock guards.
 *
 * <p>May use {@code publication}, {@code topic}, {@code log}, {@code config}, {@code logging}, {@code text} and
 * Vert.x's event bus; does not use subscribers. Any thread may publish; a listener is called on its own loop.
 */
@NullMarked
package dev.carillon.bus;

import org.jspecify.annotations.NullMarked;
