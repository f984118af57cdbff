package dev.carillon.routes;

import dev.carillon.hub.Hub;
import dev.carillon.topic.TopicName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts subscribers of a topic, over all loops of this node: each answers for its own hub on a local address of the event bus, and
 * the loop that is asked asks them all.
 */
public final class SubscriberCounts {
    private static final String ADDRESS = "carillon.subscriber-counts.";

    private final Vertx vertx;
    private final Hub hub;
    private final int index;
    private final int loops;

    public SubscriberCounts(Vertx vertx, Hub hub, int index, int loops) {
        this.vertx = vertx;
        this.hub = hub;
        this.index = index;
        this.loops = loops;
    }

    public Future<Void> listen() {
        return vertx.eventBus()
                .<String>localConsumer(
                        ADDRESS + index,
                        question -> question.reply(hub.subscriberCount(new TopicName(question.body()))))
                .completion();
    }

    /** Subscribers that a publication to {@code topic} would reach on this node. */
    Future<Long> subscribers(TopicName topic) {
        List<Future<Long>> answers = IntStream.range(0, loops)
                .mapToObj(loop -> vertx.eventBus()
                        .<Long>request(ADDRESS + loop, topic.value())
                        .map(Message::body))
                .toList();
        return Future.all(answers)
                .map(all -> all.<Long>list().stream().mapToLong(Long::longValue).sum());
    }
}
