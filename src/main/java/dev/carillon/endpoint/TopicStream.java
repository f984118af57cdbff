package dev.carillon.endpoint;

import dev.carillon.hub.Audience;
import dev.carillon.lane.Connection;
import dev.carillon.log.Start;
import org.jspecify.annotations.Nullable;

/**
 * All event streams of a loop that receive one topic or pattern in one form. They share this object and have none of their
 * own; the connection itself stands in the hub's audience.
 */
final class TopicStream implements EventStream {
    private final EventStreams all;
    private final StreamKey key;
    private int connections;
    /** Null while there is no connection. */
    private @Nullable Audience audience;

    TopicStream(EventStreams all, StreamKey key) {
        this.all = all;
        this.key = key;
    }

    @Override
    public EventStreams all() {
        return all;
    }

    StreamKey key() {
        return key;
    }

    @Override
    public void onOpen(Connection connection) {
        open(connection, Start.LIVE);
    }

    /** Begins a stream on {@code connection}, which has just been opened. */
    void open(Connection connection, Start start) {
        if (connections++ == 0) {
            all.opened(this);
        }
        audience = all.hub().join(key.pattern(), key.form(), connection);
        all.opened(connection);
    }

    @Override
    public void leave(Connection connection) {
        if (audience != null) {
            all.hub().leave(audience, connection);
        }
        if (--connections == 0) {
            audience = null;
            all.emptied(this);
        }
    }
}
