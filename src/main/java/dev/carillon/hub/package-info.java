/**
 * The fan-out: the subscribers of one loop by topic, and how publications reach them.
 *
 * <pre>{@code
 * PublicationBus    reserves room in each hub (Backlog), and hands the publication to each loop
 *   |
 *   v
 * Hub               finds each Audience: the subscribers with one pattern and one form of the publication
 *   |
 *   v
 * Audience          queues it; without an audience the room is given back and nothing is sent
 *   |
 *   v  later, as a task of the loop
 * Sweep             renders what is queued into one Batch, and visits the members in time slices
 *   |
 *   v
 * Subscriber        a connection: one send, and an outbox for what the kernel does not take
 * }</pre>
 *
 * <p>{@link dev.carillon.hub.Hub} finds the {@link dev.carillon.hub.Audience audiences} of a publication and puts it
 * into their queues. The sweep takes what is queued as one {@link dev.carillon.hub.Batch} and hands it to each
 * {@link dev.carillon.hub.Subscriber}, a slice at a time. Knows publications and nothing of sockets, HTTP or threads:
 * an executor and a clock are passed in.
 *
 * <p>One loop owns a hub and everything in it: no locks, no volatile, no concurrent collections. No other thread calls
 * it, with one exception: publishers on any thread reserve room in one counter. Subscribers may call the hub from inside
 * {@code deliver}: to join, leave, publish or ask for what is outstanding, for themselves and for others.
 */
@NullMarked
package dev.carillon.hub;

import org.jspecify.annotations.NullMarked;
