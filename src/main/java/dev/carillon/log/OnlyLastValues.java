package dev.carillon.log;

import dev.carillon.topic.TopicName;
import java.util.List;

/** The newest publication of each topic that has a last value, up to an offset. */
record OnlyLastValues(long through) implements Selection {
    @Override
    public List<TopicName> topics() {
        return List.of();
    }

    @Override
    public boolean matches(TopicName topic, long offset, boolean lastValue) {
        return lastValue && offset <= through;
    }
}
