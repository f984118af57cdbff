/**
 * The fan-out: who listens to what on one loop, and how publications reach them.
 *
 * <p>{@link dev.carillon.hub.Hub} finds the {@link dev.carillon.hub.Audience audiences} of a publication and puts it
 * into their queues; the sweep takes what is queued as one {@link dev.carillon.hub.Batch} and hands it to each
 * {@link dev.carillon.hub.Subscriber}, a slice at a time. Knows publications and nothing of sockets, HTTP or threads:
 * an executor and a clock are passed in.
 *
 * <p>One loop owns a hub and everything in it: no locks, no volatile, no concurrent collections, and no calls from
 * elsewhere, but for one counter, in which publishers on any thread reserve room. Subscribers may call the hub from inside {@code deliver}: to join, leave, publish or ask for what is
 * outstanding, for themselves and for others.
 */
@NullMarked
package dev.carillon.hub;

import org.jspecify.annotations.NullMarked;
