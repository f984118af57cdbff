/**
 * A lane carries bytes to and from the peers of one loop, without interpreting them.
 *
 * <p>A {@link dev.carillon.lane.Lane} belongs to one event loop and owns the connections on it. On the {@link
 * dev.carillon.lane.FastLane} a connection is an epoll registration with no state except its object. On the {@link
 * dev.carillon.lane.ChannelLane} it is a Netty pipeline with one handler, for TLS and for systems without epoll. Code
 * above does not depend on which lane carries a connection. Bytes from the peer go to the connection's {@link
 * dev.carillon.lane.Receiver}. Bytes that a peer does not take wait in its {@link dev.carillon.outbox.Outbox}. {@link
 * dev.carillon.lane.VisitSchedule} visits each connection once a round, so that no connection needs a timer.
 *
 * <p>This room may use the hub's {@code Subscriber} and {@code Batch}, because the connection itself is the member of a
 * hub's audience. Everything here runs on the loop that owns the lane.
 */
@NullMarked
package dev.carillon.lane;

import org.jspecify.annotations.NullMarked;
