package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.ConnectionTable;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.io.ByteArrayOutputStream;

/** Publishers that send over WebSockets. They are the first clients of their loop. */
final class WebSocketSender implements PublicationSender {
    /** Bytes that may wait for the server before a publisher stops sending. */
    private static final long BACKLOG_BYTES_MAX = 1 << 20;

    private final ConnectionTable connections;
    private final int publishers;
    private final Dialect dialect;
    /** The frames of one publisher that are sent together. */
    private final ByteArrayOutputStream together = new ByteArrayOutputStream();

    WebSocketSender(TesterLoop loop, Fanout fanout) {
        this.connections = loop.connections();
        this.publishers = loop.share().count(fanout.publishers());
        this.dialect = loop.plan().target().dialect();
    }

    @Override
    public int clients() {
        return publishers;
    }

    @Override
    public boolean exists(int publisher) {
        return connections.of(publisher) != null;
    }

    @Override
    public boolean isReady(int publisher) {
        Connection connection = connections.of(publisher);
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
        Connection connection = connections.of(publisher);
        if (connection != null && together.size() > 0) {
            connection.send(together.toByteArray());
        }
        together.reset();
    }
}
