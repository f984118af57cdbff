package dev.carillon.publication;

import java.util.Optional;

/** What became of a publication that somebody asked a node to take. */
public sealed interface PublishResult {
    /**
     * The node has it, and brings it to all of its subscribers that keep reading; where its topic has a least interval, a
     * newer one may take its place.
     *
     * @param id where it is remembered, and is not held until its topic's interval ends
     */
    record Taken(Optional<MessageId> id) implements PublishResult {}

    /**
     * The node does not take it, and no subscriber gets it: too much is pending. The publisher may try again later.
     *
     * @param pendingBytes what is pending on the loop that has no room, in bytes
     * @param maxBytes what may be
     */
    record Busy(long pendingBytes, long maxBytes) implements PublishResult {
        /** What the publisher is told. */
        public String message() {
            return "too many publications are pending: " + pendingBytes + " of " + maxBytes + " bytes";
        }
    }

    Taken TAKEN = new Taken(Optional.empty());
}
