package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Roster;
import dev.carillon.loadtest.plan.Dialect;
import java.io.ByteArrayOutputStream;

/** Publishers that are the first clients of their loop, each with a WebSocket. */
final class WebSocketOutlet implements Outlet {
    /** What may wait for the server before a publisher stops adding to it. */
    private static final long BACKLOG_BYTES_MAX = 1 << 20;

    private final Roster roster;
    private final int publishers;
    private final Dialect dialect;
    /** What one publisher sends before the next one's turn. */
    private final ByteArrayOutputStream together = new ByteArrayOutputStream();

    WebSocketOutlet(Roster roster, int publishers, Dialect dialect) {
        this.roster = roster;
        this.publishers = publishers;
        this.dialect = dialect;
    }

    @Override
    public int clients() {
        return publishers;
    }

    @Override
    public boolean exists(int publisher) {
        return roster.connection(publisher) != null;
    }

    @Override
    public boolean isReady(int publisher) {
        Connection connection = roster.connection(publisher);
        return connection != null
                && connection.isOpen()
                && connection.backlogBytes() + together.size() <= BACKLOG_BYTES_MAX;
    }

    @Override
    public void publish(int publisher, int topic, byte[] payload) {
        together.writeBytes(Clients.FRAMES.text(dialect.publication(topic, payload)));
    }

    @Override
    public void flush(int publisher) {
        Connection connection = roster.connection(publisher);
        if (connection != null && together.size() > 0) {
            connection.send(together.toByteArray());
        }
        together.reset();
    }

    @Override
    public void close() {}
}
