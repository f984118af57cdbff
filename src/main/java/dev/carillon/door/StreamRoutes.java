package dev.carillon.door;

import dev.carillon.auth.Forbidden;
import dev.carillon.auth.Grant;
import dev.carillon.endpoint.Endpoints;
import dev.carillon.handshake.OpeningRequest;
import dev.carillon.http.Answers;
import dev.carillon.http.InvalidQuery;
import dev.carillon.http.Query;
import dev.carillon.lane.Receiver;
import dev.carillon.log.InvalidStart;
import dev.carillon.log.Start;
import dev.carillon.protocol.StreamForm;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicPattern;
import java.util.List;
import java.util.Optional;

/** The paths of event streams, and the receiver for each. */
public final class StreamRoutes {
    public static final String EVENTS = "/events";

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final Endpoints endpoints;

    /**
     * One event stream.
     *
     * @param grant the permissions of the client
     * @param topics number of topics and patterns that it subscribes to
     * @param receiver handles the connection's events
     */
    record StreamRoute(Grant grant, int topics, Receiver receiver) {}

    public StreamRoutes(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /**
     * The payloads of one topic, or of all topics that match a pattern.
     *
     * @throws InvalidTopic when {@code pattern} is not valid
     * @throws InvalidQuery when the query cannot be read
     * @throws InvalidStart when the position to start from is not valid
     * @throws Forbidden when {@code grant} does not permit the subscription
     */
    public StreamRoute topic(String pattern, OpeningRequest request, Grant grant) {
        return route(List.of(new TopicPattern(pattern)), StreamForm.PAYLOAD, request, grant);
    }

    /**
     * The messages of all topics and patterns in the query.
     *
     * @throws InvalidTopic when one of them is not valid
     * @throws InvalidQuery when the query cannot be read, or has no topic or too many
     * @throws InvalidStart when the position to start from is not valid
     * @throws Forbidden when {@code grant} does not permit a subscription
     */
    public StreamRoute events(OpeningRequest request, Grant grant) {
        List<TopicPattern> topics = Query.of(request.target()).values("topic").stream()
                .map(TopicPattern::new)
                .distinct()
                .toList();
        if (topics.isEmpty()) {
            throw new InvalidQuery("expected one topic or several, such as " + EVENTS
                    + "?topic=news.today&topic=prices.*, but was none");
        }
        if (topics.size() > endpoints.maxSubscriptions()) {
            throw new InvalidQuery(
                    "expected at most " + endpoints.maxSubscriptions() + " topics, but were " + topics.size());
        }
        return route(topics, StreamForm.ENVELOPE, request, grant);
    }

    private StreamRoute route(List<TopicPattern> topics, StreamForm form, OpeningRequest request, Grant grant) {
        topics.forEach(grant::requireSubscribe);
        Query query = Query.of(request.target());
        Start start = endpoints.requireKnown(start(request, query));
        return new StreamRoute(
                grant,
                topics.size(),
                endpoints.eventStream(topics, isNamed(query) ? StreamForm.NAMED : form, start, grant));
    }

    private static boolean isNamed(Query query) {
        String named = query.value("named").orElse("false");
        return switch (named) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidQuery("expected named=true or named=false, but was " + Answers.shown(named));
        };
    }

    /**
     * When a client reconnects, it sends the id that it received last and also its original query. The id takes
     * precedence. A client that cannot send the header adds the id to the query.
     */
    private static Start start(OpeningRequest request, Query query) {
        String header = String.join(", ", request.values(LAST_EVENT_ID));
        // A client that has received no id sends an empty header, or none (HTML, 9.2.2).
        if (!header.isEmpty()) {
            return Start.since(LAST_EVENT_ID, header);
        }
        Optional<String> inQuery = query.value("lastEventId").filter(id -> !id.isEmpty());
        return inQuery.isPresent()
                ? Start.since("lastEventId", inQuery.get())
                : Start.of(query.value("since"), query.value("last"));
    }
}
