package dev.carillon.routes;

import dev.carillon.auth.Grant;
import dev.carillon.http.Answers;
import dev.carillon.http.InvalidQuery;
import dev.carillon.http.Query;
import dev.carillon.publication.MessageId;
import dev.carillon.stats.TopicCensus;
import dev.carillon.stats.TopicQuery;
import dev.carillon.stats.TopicQuery.Order;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;

/**
 * {@code GET /topics}: topics and patterns with subscribers on this node that the client may read. Belongs to one loop.
 */
public final class TopicsRoute {
    private static final int LIMIT_MAX = 1000;

    /** A list of very many topics takes a tenth of a second, and lists are made one after the other. */
    private static final int WAITING_MAX = 32;

    private final Vertx vertx;
    private final TopicCensus census;
    private int waiting;

    public TopicsRoute(Vertx vertx, TopicCensus census) {
        this.vertx = vertx;
        this.census = census;
    }

    /**
     * Answers with a list.
     *
     * @param failed called when the list cannot be made
     * @throws InvalidQuery when {@code query} cannot be read, or its limit or order is not valid
     */
    void answer(HttpServerResponse response, Query query, Grant grant, Handler<Throwable> failed) {
        TopicQuery wanted = new TopicQuery(
                query.value("prefix").orElse(""),
                query.value("contains").orElse(""),
                grant.permissions()::maySubscribe,
                order(query),
                PageLimit.of(query, LIMIT_MAX, LIMIT_MAX));
        if (waiting == WAITING_MAX) {
            Answers.refuse(
                    response,
                    Answers.unavailable("expected fewer requests for topics at a time, but there are " + waiting));
            return;
        }
        waiting++;
        census.find(vertx, wanted)
                .onComplete(ended -> waiting--)
                .onSuccess(json -> Answers.json(response, json))
                .onFailure(failed);
    }

    private static Order order(Query query) {
        String text = query.value("sort").orElse("subscribers");
        for (Order order : Order.values()) {
            if (order.name().toLowerCase(Locale.ROOT).equals(text)) {
                return order;
            }
        }
        throw new InvalidQuery(
                "expected sort to be subscribers, rate or name, but was '" + MessageId.shown(text) + "'");
    }
}
