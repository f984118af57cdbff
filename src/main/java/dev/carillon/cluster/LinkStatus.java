package dev.carillon.cluster;

import dev.carillon.cluster.OutgoingLink.State;
import java.time.Duration;
import java.util.Optional;

/**
 * The status of the link to one other node.
 *
 * @param isMember whether the node is a member in Hazelcast now
 * @param isCutOff whether the link is down although it should be up
 * @param since how long it has been up, or down
 * @param reason why it is down
 * @param waitingBytes bytes of unconfirmed publications
 * @param sent publications, including those that wait and those that were discarded
 * @param healed how many times it came up again
 * @param lastHealing how long it had been down the last time
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
