/**
 * The event-bus channel: how a publication reaches every loop of every node.
 *
 * <p>Knows publications and Vert.x, and nothing of subscribers. {@link dev.carillon.bus.PublicationBus} is the one object
 * that several loops share: it knows the listeners, and hands over immutable publications. Those of topics with a least
 * interval between two pass a {@link dev.carillon.bus.Conflation} first, which a lock guards.
 */
@NullMarked
package dev.carillon.bus;

import org.jspecify.annotations.NullMarked;
