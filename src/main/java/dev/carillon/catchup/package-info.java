/**
 * Catching up: how a subscriber that is behind reads remembered publications from the log, until it takes them as they
 * come.
 *
 * <pre>{@code
 * Connection        says that it has room: nothing waits for the peer any more
 *   |
 *   v
 * LogCursor         its place in the log, and what it selects
 *   |
 *   v  later, as a task of the loop
 * CatchUp           reads on from the log into one Batch, and offers it to the connection
 *   |
 *   v  when the place has reached the hub's position
 * Hub               brings the connection what else is outstanding; from then on it takes what comes
 * }</pre>
 *
 * <p>While a connection has a cursor, remembered publications of the live stream are left out for it. So what a reader
 * costs does not depend on how far it is behind: its cursor, its outbox, and at most one frame that has begun to leave.
 *
 * <p>Belongs to the loop, but for the log, which all loops share.
 */
@NullMarked
package dev.carillon.catchup;

import org.jspecify.annotations.NullMarked;
