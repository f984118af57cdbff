package dev.carillon.endpoint;

import dev.carillon.catchup.LogCursor;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.lane.Connection;
import dev.carillon.publication.Rendering;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.Optional;

/** The place in the log of a connection that listens to one topic or pattern. */
final class TopicCursor extends LogCursor {
    private final TopicEndpoint endpoint;
    private final long valuesThrough;

    TopicCursor(TopicEndpoint endpoint, Connection connection, long position, long valuesThrough, long lostThrough) {
        super(endpoint.catchUp(), connection, position, lostThrough);
        this.endpoint = endpoint;
        this.valuesThrough = valuesThrough;
    }

    @Override
    public Optional<TopicName> onlyTopic() {
        return endpoint.selection().onlyTopic();
    }

    @Override
    public boolean mayMiss(TopicPattern topics, long offset) {
        return offset > valuesThrough && endpoint.selection().mayMiss(topics, offset);
    }

    @Override
    public long lastValuesThrough() {
        return valuesThrough;
    }

    @Override
    public boolean wants(TopicName topic, long offset, boolean lastValue) {
        return (offset > valuesThrough || lastValue) && endpoint.selection().wants(topic, offset, lastValue);
    }

    @Override
    protected Rendering rendering() {
        return endpoint.rendering();
    }

    @Override
    protected boolean mayGoLiveAt(long offset) {
        return true;
    }

    @Override
    protected void deliverOutstanding() {
        endpoint.deliverOutstanding(connection());
    }

    /** A raw WebSocket cannot be told, so it goes on only where the topic says so. */
    @Override
    protected boolean lost(SlowReaderPolicy policy) {
        return policy == SlowReaderPolicy.CATCH_UP;
    }
}
