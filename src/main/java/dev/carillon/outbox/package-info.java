/**
 * An outbox: the frames that wait for a slow peer, and what the policies of topics do with them.
 *
 * <p>Both lanes use {@link dev.carillon.outbox.Outbox} in the same way ({@code lane.WithOutbox}), and all outboxes of a
 * lane share one {@link dev.carillon.outbox.OutboxBudget}.
 *
 * <p>This room knows the hub's batches and policies, but not sockets. Everything runs on the loop of its lane.
 */
@NullMarked
package dev.carillon.outbox;

import org.jspecify.annotations.NullMarked;
