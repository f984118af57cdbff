/**
 * The event-bus channel: how a publication reaches every loop of every node, and how the nodes find each other.
 *
 * <p>It knows publications and Vert.x, and nothing of subscribers. {@link dev.carillon.bus.PublicationBus} is the one
 * object that several loops share: it knows who listens, and hands over what cannot change.
 */
@NullMarked
package dev.carillon.bus;

import org.jspecify.annotations.NullMarked;
