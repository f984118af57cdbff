/**
 * The fan-out: the subscribers of one loop by topic, and the delivery of publications to them.
 *
 * <pre>{@code
 * PublicationBus    reserves space in each hub (Backlog), and passes the publication to each loop
 *   |
 *   v
 * Hub               finds each Audience: the subscribers with one pattern and one form of the publication
 *   |
 *   v
 * Audience          queues it; without an audience the reserved space is released and nothing is sent
 *   |
 *   v  later, as a task of the loop
 * Sweep             renders the queued publications into one Batch, and visits the members in time slices
 *   |
 *   v
 * Subscriber        a connection: one send, and an outbox for what the kernel does not take
 * }</pre>
 *
 * <p>{@link dev.carillon.hub.Hub} finds the {@link dev.carillon.hub.Audience audiences} of a publication and adds it to
 * their queues. The sweep renders queued publications into one {@link dev.carillon.hub.Batch} and passes it to each
 * {@link dev.carillon.hub.Subscriber}, a slice at a time. This room knows publications, but not sockets, HTTP or
 * threads: an executor and a clock are passed in.
 *
 * <p>One loop owns a hub and everything in it: no locks, no volatile fields, no concurrent collections. No other thread
 * calls it, with one exception: publishers on any thread reserve space in one counter. Subscribers may call the hub
 * from inside {@code deliver}: to join, leave, publish or deliver what is outstanding, for themselves and for others.
 */
@NullMarked
package dev.carillon.hub;

import org.jspecify.annotations.NullMarked;
