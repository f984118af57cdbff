package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.lane.Connection;
import dev.carillon.log.Start;
import dev.carillon.topic.TopicPattern;
import java.util.List;

/** An event stream of several topics or patterns. */
final class TopicsStream implements EventStream {
    private final Grant grant;
    private final Subscriptions subscriptions;

    private TopicsStream(Grant grant, Subscriptions subscriptions) {
        this.grant = grant;
        this.subscriptions = subscriptions;
    }

    /** Begins a stream on {@code connection}, which has just opened. */
    static void open(
            EventStreams all,
            Sessions kind,
            Grant grant,
            Connection connection,
            List<TopicPattern> topics,
            Start start) {
        TopicsStream stream = new TopicsStream(grant, new Subscriptions(kind, connection));
        connection.receiver(stream);
        all.opened(connection);
        all.began(connection, stream.subscriptions.addAll(topics, start));
    }

    @Override
    public void onBehind(Connection connection, long offset) {
        subscriptions.fallBehind(offset);
    }

    @Override
    public EventStreams all() {
        return subscriptions.kind().endpoints().eventStreams;
    }

    @Override
    public Grant grant() {
        return grant;
    }

    @Override
    public void leave(Connection connection) {
        subscriptions.clear();
    }
}
