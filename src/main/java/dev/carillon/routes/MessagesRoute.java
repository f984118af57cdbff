package dev.carillon.routes;

import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.http.Answers;
import dev.carillon.http.InvalidQuery;
import dev.carillon.http.Query;
import dev.carillon.log.InvalidStart;
import dev.carillon.log.Log;
import dev.carillon.log.Start;
import dev.carillon.protocol.MessageJson;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Publication;
import dev.carillon.stats.NodeStats;
import dev.carillon.stats.ServiceTopics;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /topics/{topic}/messages}: the remembered publications of a topic or pattern in pages. Belongs to one
 * loop.
 */
public final class MessagesRoute {
    private final Log log;
    private final NodeStats stats;
    private final long maxWaitingBytes;

    /** The bytes of pages that clients have not taken yet. */
    private long waitingBytes;

    /**
     * @param log the remembered publications of the node
     * @param stats the statistics of the node
     * @param maxWaitingBytes when this many bytes wait for slow clients, no page is made
     */
    public MessagesRoute(Log log, NodeStats stats, long maxWaitingBytes) {
        this.log = log;
        this.stats = stats;
        this.maxWaitingBytes = maxWaitingBytes;
    }

    /**
     * Answers with one page.
     *
     * @throws InvalidQuery when {@code query} cannot be read, or its limit is not valid
     * @throws InvalidStart when the position to start from is not valid
     */
    void answer(HttpServerResponse response, TopicPattern topic, Query query) {
        Start start = Start.of(query.value("since"), query.value("last"));
        Optional<Start.Since> before = query.value("before").map(id -> Start.since("before", id));
        int limit = limit(query, start);
        boolean isStats = topic.equals(TopicPattern.of(ServiceTopics.STATS));
        if (!isStats && !log.mayRemember(topic)) {
            Answers.refuse(
                    response,
                    new Refused(
                            404,
                            "expected a topic that is remembered, but was " + topic
                                    + ": see history in docs/configuration.md"));
        } else if (waitingBytes >= maxWaitingBytes) {
            Answers.refuse(
                    response,
                    Answers.unavailable("expected fewer pages that clients have not read, but there are " + waitingBytes
                            + " bytes"));
        } else if (isStats) {
            send(response, recentStats(start, limit));
        } else {
            log.require(start);
            send(
                    response,
                    json(
                            before.isPresent()
                                    ? readBefore(before.get().id(), topic, start, limit)
                                    : MessagesPage.read(log, topic, start, limit)));
        }
    }

    /** The newest publications before an id. An id of another epoch is before all publications of this one. */
    private MessagesPage readBefore(MessageId id, TopicPattern topic, Start start, int limit) {
        if (start instanceof Start.Since) {
            throw new InvalidQuery("expected either before or since, but were both");
        }
        Start newest = start instanceof Start.Live ? new Start.Last(limit) : start;
        long before = log.isOfThisRun(id) ? Math.max(0, id.offset() - 1) : 0;
        return MessagesPage.read(
                log, topic, newest, limit, Math.min(before, log.newest().offset()));
    }

    private void send(HttpServerResponse response, Buffer page) {
        int length = page.length();
        waitingBytes += length;
        Answers.end(response, "application/json", page).onComplete(takenOrGone -> waitingBytes -= length);
    }

    private static int limit(Query query, Start start) {
        int otherwise = start instanceof Start.Last(int count)
                ? Math.min(count, MessagesPage.LIMIT_MAX)
                : MessagesPage.LIMIT_DEFAULT;
        return PageLimit.of(query, otherwise, MessagesPage.LIMIT_MAX);
    }

    /** The statistics of the node have no ids, so a client can only request the last ones. */
    private Buffer recentStats(Start start, int limit) {
        if (start instanceof Start.Since) {
            throw new InvalidQuery(
                    "expected last, because messages of " + ServiceTopics.STATS + " have no ids, but was since");
        }
        int most = start instanceof Start.Last(int count) ? Math.min(count, limit) : limit;
        return messages(TopicPattern.of(ServiceTopics.STATS), stats.recent(most))
                .appendString("]}");
    }

    private static Buffer json(MessagesPage page) {
        return messages(page.topic(), page.messages())
                .appendString("],\"next\":\"" + page.next() + "\",\"complete\":" + page.complete() + ",\"more\":"
                        + page.more() + "}");
    }

    private static Buffer messages(TopicPattern topic, List<Publication> messages) {
        Buffer json = Buffer.buffer().appendString("{\"topic\":" + Json.encode(topic.value()) + ",\"messages\":[");
        String separator = "";
        for (Publication message : messages) {
            json.appendString(separator).appendBytes(MessageJson.of(message));
            separator = ",";
        }
        return json;
    }
}
