package dev.carillon.cluster;

import dev.carillon.cluster.OutgoingLink.State;
import java.time.Duration;
import java.util.Optional;

/**
 * How the link to one other node does.
 *
 * @param isMember whether Hazelcast has the node now
 * @param isCutOff whether it is not up where it should be
 * @param since how long it is up, or is not
 * @param reason why it is not
 * @param waitingBytes on the way to the node
 * @param sent publications, those that wait and those that were given up included
 * @param healed how many times it came up again
 * @param lastHealing how long it had been down then
 */
record LinkStatus(
        Peer peer,
        boolean isMember,
        State state,
        boolean isCutOff,
        Duration since,
        String reason,
        long waitingBytes,
        long sent,
        long givenUp,
        long healed,
        Optional<Duration> lastHealing) {}
