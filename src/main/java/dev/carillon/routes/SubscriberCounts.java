package dev.carillon.routes;

import dev.carillon.hub.Hub;
import dev.carillon.topic.TopicName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

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
                .<String>localConsumer(ADDRESS + index, question -> question.reply(answer(question.body())))
                .completion();
    }

    /** Subscribers that a publication to {@code topic} would reach on this node. */
    Future<Long> subscribers(TopicName topic) {
        return ask(topic.value())
                .map(answers -> answers.stream()
                        .mapToLong(answer -> answer.getLong(topic.value()))
                        .sum());
    }

    private JsonObject answer(String topic) {
        return new JsonObject().put(topic, hub.subscriberCount(new TopicName(topic)));
    }

    private Future<List<JsonObject>> ask(String question) {
        List<Future<JsonObject>> answers = new ArrayList<>();
        for (int loop = 0; loop < loops; loop++) {
            answers.add(vertx.eventBus()
                    .<JsonObject>request(ADDRESS + loop, question)
                    .map(reply -> reply.body()));
        }
        return Future.all(answers).map(all -> all.<JsonObject>list());
    }
}
