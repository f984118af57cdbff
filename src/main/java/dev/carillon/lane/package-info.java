/**
 * Lanes: a lane carries bytes to and from the peers of one loop, and knows nothing of what the bytes mean.
 *
 * <p>A {@link dev.carillon.lane.Lane} belongs to one event loop and owns the connections on it. The
 * {@link dev.carillon.lane.FastLane} is a bare epoll registration with no state but the connection object itself; the
 * {@link dev.carillon.lane.ChannelLane} is a Netty pipeline with one handler, for TLS and for systems without epoll.
 * Code above them does not depend on which of the two carries a connection. Bytes from the peer go to the connection's
 * {@link dev.carillon.lane.Receiver}. Bytes that a peer does not take wait in its {@link dev.carillon.outbox.Outbox}.
 * {@link dev.carillon.lane.VisitSchedule} visits each connection once a round, so that no connection needs a timer.
 *
 * <p>May know the hub's {@code Subscriber} and {@code Batch}, since a connection stands in the hub's arrays without a
 * wrapper. Everything here runs on the loop that owns the lane.
 */
@NullMarked
package dev.carillon.lane;

import org.jspecify.annotations.NullMarked;
