package dev.carillon.endpoint;

import dev.carillon.catchup.LogCursor;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.lane.Connection;
import dev.carillon.publication.Rendering;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;

/** The position in the log of a connection that subscribes to one topic or pattern. */
final class TopicCursor extends LogCursor {
    private final TopicMembers members;
    private final long valuesThrough;

    TopicCursor(TopicMembers members, Connection connection, long position, long valuesThrough, long lostThrough) {
        super(members.catchUp(), connection, position, lostThrough);
        this.members = members;
        this.valuesThrough = valuesThrough;
    }

    @Override
    public List<TopicName> topics() {
        return members.selection().topics();
    }

    @Override
    public boolean mayMiss(TopicPattern topics, long offset) {
        return offset > valuesThrough && members.selection().mayMiss(topics, offset);
    }

    @Override
    public long lastValuesThrough() {
        return valuesThrough;
    }

    @Override
    public boolean matches(TopicName topic, long offset, boolean lastValue) {
        return (offset > valuesThrough || lastValue) && members.selection().matches(topic, offset, lastValue);
    }

    @Override
    protected Rendering rendering() {
        return members.rendering();
    }

    @Override
    protected boolean mayGoLiveAt(long offset) {
        return true;
    }

    @Override
    protected void deliverOutstanding() {
        members.deliverOutstanding(connection());
    }

    /** A client that cannot be notified continues only if the settings of its topic permit it. */
    @Override
    protected boolean continuesAfterLoss(SlowReaderPolicy policy) {
        boolean goesOn = policy == SlowReaderPolicy.CATCH_UP
                || (policy != SlowReaderPolicy.CATCH_UP_OR_DISCONNECT
                        && members.missed().isPresent());
        if (goesOn) {
            members.missed().ifPresent(client -> client.accept(connection()));
        }
        return goesOn;
    }
}
