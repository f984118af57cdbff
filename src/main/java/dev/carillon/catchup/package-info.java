/**
 * Catching up: a slow or returning subscriber reads remembered publications from the log, until it is live again.
 *
 * <pre>{@code
 * Connection        reports that it can send more: nothing waits for the peer
 *   |
 *   v
 * LogCursor         has the position in the log, and the selected topics
 *   |
 *   v  later, as a task of the loop
 * CatchUp           reads the log from there into one Batch, and offers it to the connection
 *   |
 *   v  when the position has reached the hub's position
 * Hub               delivers what else is outstanding; from then on the connection is live
 * }</pre>
 *
 * <p>While a connection has a cursor, remembered publications of the live stream are skipped for it. So the memory for
 * a reader does not depend on how far it is behind: its cursor, its outbox, and at most one frame that has begun to
 * leave.
 *
 * <p>This room knows the log, the hub and connections, but no endpoint. It belongs to the loop, except the log, which
 * all loops share.
 */
@NullMarked
package dev.carillon.catchup;

import org.jspecify.annotations.NullMarked;
