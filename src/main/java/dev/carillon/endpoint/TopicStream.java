package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.lane.Connection;
import dev.carillon.log.Start;
import java.util.List;

/**
 * Handles all event streams of a loop that receive one topic or pattern in one form. The streams share this object and
 * have none of their own: the connection itself is the member of the hub's audience.
 */
final class TopicStream implements EventStream {
    private final EventStreams all;
    private final StreamKey key;
    private final TopicMembers members;

    TopicStream(EventStreams all, StreamKey key) {
        this.all = all;
        this.key = key;
        this.members = all.members(key);
    }

    @Override
    public EventStreams all() {
        return all;
    }

    @Override
    public Grant grant() {
        return key.grant();
    }

    StreamKey key() {
        return key;
    }

    @Override
    public void onOpen(Connection connection) {
        open(connection, Start.LIVE);
    }

    /** Begins a stream on {@code connection}, which has just opened. */
    void open(Connection connection, Start start) {
        if (members.isEmpty()) {
            all.opened(this);
        }
        all.opened(connection);
        members.join(connection, start).ifPresent(beginning -> all.began(connection, List.of(beginning)));
    }

    @Override
    public void onBehind(Connection connection, long offset) {
        members.fallBehind(connection, offset);
    }

    @Override
    public void leave(Connection connection) {
        members.leave(connection);
        if (members.isEmpty()) {
            all.emptied(this);
        }
    }
}
