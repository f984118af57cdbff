package dev.carillon.routes;

import dev.carillon.hub.Hub;
import dev.carillon.topic.TopicName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts the subscribers of a topic over all loops of this node. Each loop answers for its hub on a local address of
 * the event bus, and the loop of the request sends to all of them.
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

    /** The subscribers on this node that a publication to {@code topic} would reach. */
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
