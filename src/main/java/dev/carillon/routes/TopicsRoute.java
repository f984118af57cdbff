package dev.carillon.routes;

import dev.carillon.auth.Grant;
import dev.carillon.http.InvalidQuery;
import dev.carillon.http.Query;
import dev.carillon.publication.MessageId;
import dev.carillon.stats.TopicCensus;
import dev.carillon.stats.TopicQuery;
import dev.carillon.stats.TopicQuery.Order;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** {@code GET /topics}: the topics and patterns with subscribers on this node that the client may subscribe to. */
public final class TopicsRoute {
    private static final int LIMIT_MAX = 1000;

    private final Vertx vertx;
    private final TopicCensus census;

    public TopicsRoute(Vertx vertx, TopicCensus census) {
        this.vertx = vertx;
        this.census = census;
    }

    /** @throws InvalidQuery when {@code query} cannot be read, or its limit or order is none */
    Future<JsonObject> list(Query query, Grant grant) {
        return census.find(
                vertx,
                new TopicQuery(
                        query.value("prefix").orElse(""),
                        query.value("contains").orElse(""),
                        grant.permissions()::maySubscribe,
                        order(query),
                        Limit.of(query, LIMIT_MAX, LIMIT_MAX)));
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
