/**
 * An outbox: the frames that wait for a peer that takes less than it is sent, and what the policies of topics do about
 * it.
 *
 * <p>Knows the hub's batches and policies, and nothing of sockets. Both lanes use the same
 * {@link dev.carillon.outbox.Outbox} in the same way ({@code lane.WithOutbox}), and all outboxes of a lane share one
 * {@link dev.carillon.outbox.OutboxBudget}. Belongs to the loop of its lane.
 */
@NullMarked
package dev.carillon.outbox;

import org.jspecify.annotations.NullMarked;
