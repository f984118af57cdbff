package dev.carillon.routes;

import dev.carillon.auth.Forbidden;
import dev.carillon.auth.Grant;
import dev.carillon.door.LoginCheck;
import dev.carillon.endpoint.Publisher;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.http.Answers;
import dev.carillon.http.BodyBudget;
import dev.carillon.http.HttpConnections;
import dev.carillon.http.InvalidQuery;
import dev.carillon.http.Query;
import dev.carillon.protocol.InvalidJson;
import dev.carillon.protocol.JsonCheck;
import dev.carillon.publication.ContentType;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.InvalidKey;
import dev.carillon.publication.InvalidPayload;
import dev.carillon.publication.KeyReused;
import dev.carillon.publication.Payload;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.UnsupportedContent;
import dev.carillon.rate.Limited;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicList;
import dev.carillon.topic.TopicName;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code POST /topics/{topic}} and {@code POST /publish}: publishes the body of a request, or its lines. */
public final class PublishRoute {
    private static final String KEY = "Idempotency-Key";

    private final WholeBodies bodies;
    private final LinesRoute lines;
    private final Publisher publisher;
    private final PostRates rates;
    private final InstantSource timeOfDay;

    /** @param timeOfDay the clock for the expiry of credentials */
    public PublishRoute(
            BodyBudget bodyBudget,
            HttpConnections httpConnections,
            Publisher publisher,
            PostRates rates,
            InstantSource timeOfDay) {
        this.rates = rates;
        this.timeOfDay = timeOfDay;
        this.bodies = new WholeBodies(bodyBudget, httpConnections);
        this.lines = new LinesRoute(bodyBudget, httpConnections, publisher, rates, timeOfDay);
        this.publisher = publisher;
    }

    /**
     * Answers a post to {@code /topics/{topic}} whose body has not been read yet: the body is published byte for byte.
     */
    public void answer(HttpServerRequest request, TopicName topic, Grant grant) {
        attempt(
                request,
                () -> receive(
                        request,
                        type(request),
                        List.of(topic),
                        grant,
                        results -> PublishAnswers.tell(request.response(), topic, results.getFirst())));
    }

    /**
     * Answers a post to {@code /publish} whose body has not been read yet: lines that name their topics, or one body.
     */
    public void answerMany(HttpServerRequest request, Grant grant) {
        attempt(request, () -> {
            ContentType type = type(request);
            List<String> topics = Query.of(request.uri()).values("topic");
            if (type.isLines()) {
                refusalOfLines(request, topics)
                        .ifPresentOrElse(
                                refused -> Answers.refuse(request.response(), refused),
                                () -> lines.answer(request, grant));
            } else if (topics.isEmpty()) {
                Answers.refuse(request.response(), expectedLines(type));
            } else {
                List<TopicName> names = names(topics);
                receive(
                        request,
                        type,
                        names,
                        grant,
                        results -> PublishAnswers.tell(request.response(), names, results));
            }
        });
    }

    /** Values that belong in each line are refused in the head; otherwise they would be ignored silently. */
    private static Optional<Refused> refusalOfLines(HttpServerRequest request, List<String> topics) {
        if (!topics.isEmpty()) {
            return Optional.of(new Refused(400, "expected the topic in each line, but was in the query"));
        }
        return request.headers().contains(KEY)
                ? Optional.of(new Refused(400, "expected a key in each line, but was in the header " + KEY))
                : Optional.empty();
    }

    private static Refused expectedLines(ContentType type) {
        return new Refused(
                415,
                "expected Content-Type: application/x-ndjson, or topics as in /publish?topic=news.today&topic=sports,"
                        + " but was " + type.value() + " without a topic");
    }

    private static List<TopicName> names(List<String> topics) {
        return new TopicList(topics.stream().map(TopicName::toPublish).toList()).names();
    }

    private static ContentType type(HttpServerRequest request) {
        return ContentType.of(request.headers().getAll(HttpHeaders.CONTENT_TYPE));
    }

    private void receive(
            HttpServerRequest request,
            ContentType type,
            List<TopicName> topics,
            Grant grant,
            Consumer<List<Outcome>> told) {
        // All topics or none: if one of them is not permitted, nothing is published.
        topics.forEach(grant::requirePublish);
        Optional<IdempotencyKey> key = key(request);
        // Before the body, so that a client above its rate costs only the heads of its requests.
        Optional<Limited> limited = rates.refusal(request, grant, topics.size());
        if (limited.isPresent()) {
            Answers.refuse(request.response(), limited.get().refusal());
            return;
        }
        bodies.read(
                request,
                body -> attempt(request, () -> {
                    if (grant.hasEnded(timeOfDay)) {
                        Answers.refuse(request.response(), LoginCheck.refusalOfEnded(grant));
                    } else {
                        PublishResult.whenKnown(
                                publisher.publish(topics, payload(type, body), key, grant),
                                (outcomes, reused) -> tell(request, outcomes, reused, told));
                    }
                }));
    }

    private static void tell(
            HttpServerRequest request,
            List<Outcome> outcomes,
            Optional<KeyReused> reused,
            Consumer<List<Outcome>> told) {
        if (request.response().closed() || request.response().ended()) {
            return;
        }
        reused.ifPresentOrElse(mistake -> refuse(request, 422, mistake), () -> told.accept(outcomes));
    }

    private static Optional<IdempotencyKey> key(HttpServerRequest request) {
        List<String> values = request.headers().getAll(KEY);
        return values.isEmpty() ? Optional.empty() : Optional.of(IdempotencyKey.ofHeader(values));
    }

    private static Payload payload(ContentType type, byte[] body) throws InvalidJson {
        Payload payload = Payload.ofBody(type, body);
        if (payload.kind() == Payload.Kind.JSON) {
            JsonCheck.requireOneValue(body);
        }
        return payload;
    }

    /** A step in handling a request. */
    @FunctionalInterface
    private interface Step {
        void take() throws InvalidJson;
    }

    /** Answers every mistake of a peer in a request to publish. */
    private static void attempt(HttpServerRequest request, Step step) {
        try {
            step.take();
        } catch (UnsupportedContent unsupported) {
            refuse(request, 415, unsupported);
        } catch (Forbidden forbidden) {
            refuse(request, 403, forbidden);
        } catch (KeyReused reused) {
            refuse(request, 422, reused);
        } catch (InvalidTopic | InvalidQuery | InvalidKey | InvalidPayload | InvalidJson invalid) {
            refuse(request, 400, invalid);
        }
    }

    private static void refuse(HttpServerRequest request, int status, Exception why) {
        Answers.refuse(request.response(), new Refused(status, String.valueOf(why.getMessage())));
    }
}
