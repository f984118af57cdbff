package dev.carillon.routes;

import dev.carillon.endpoint.Publisher;
import dev.carillon.handshake.HeaderValues;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.http.Answers;
import dev.carillon.http.BodyBudget;
import dev.carillon.http.HttpConnections;
import dev.carillon.protocol.InvalidJson;
import dev.carillon.protocol.JsonCheck;
import dev.carillon.publication.ContentType;
import dev.carillon.publication.InvalidPayload;
import dev.carillon.publication.Payload;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.publication.UnsupportedContent;
import dev.carillon.topic.TopicName;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /topics/{topic}}: the body of a request is published, byte for byte. */
public final class PublishRoute {
    private final BodyBudget bodyBudget;
    private final HttpConnections httpConnections;
    private final Publisher publisher;

    public PublishRoute(BodyBudget bodyBudget, HttpConnections httpConnections, Publisher publisher) {
        this.bodyBudget = bodyBudget;
        this.httpConnections = httpConnections;
        this.publisher = publisher;
    }

    /** Answers {@code request}, which has not been read yet. */
    public void answer(HttpServerRequest request, TopicName topic) {
        try {
            ContentType type = ContentType.of(request.headers().getAll(HttpHeaders.CONTENT_TYPE));
            Optional<Refused> refusal = codingRefusal(request).or(() -> bodyBudget.refusal(request));
            if (refusal.isPresent()) {
                Answers.refuse(request.response(), refusal.get());
            } else {
                receive(request, body -> publish(request, topic, type, body));
            }
        } catch (UnsupportedContent unsupported) {
            Answers.refuse(request.response(), new Refused(415, String.valueOf(unsupported.getMessage())));
        }
    }

    /** A body is published as it came, and a coded one is none that subscribers could read. */
    private static Optional<Refused> codingRefusal(HttpServerRequest request) {
        List<String> transfer = codings(request, HttpHeaders.TRANSFER_ENCODING, "chunked");
        if (!transfer.isEmpty()) {
            return refused(501, "expected no Transfer-Encoding but chunked", transfer, Map.of());
        }
        List<String> content = codings(request, HttpHeaders.CONTENT_ENCODING, "identity");
        if (!content.isEmpty()) {
            // RFC 9110, 12.5.3 and 15.5.16.
            return refused(415, "expected no Content-Encoding", content, Map.of("Accept-Encoding", "identity"));
        }
        return Optional.empty();
    }

    /** What has been done to the body by {@code header}, other than what {@code allowed} says. */
    private static List<String> codings(HttpServerRequest request, CharSequence header, String allowed) {
        return request.headers().getAll(header).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase(allowed))
                .toList();
    }

    private static Optional<Refused> refused(
            int status, String expected, List<String> codings, Map<String, String> headers) {
        String message = expected + ", but was " + String.join(", ", codings)
                + ": send the body as subscribers are to receive it";
        return Optional.of(new Refused(status, message, headers));
    }

    private void receive(HttpServerRequest request, Handler<byte[]> whole) {
        Buffer body = Buffer.buffer();
        request.handler(piece -> {
            httpConnections.receives(request.connection(), piece.length());
            if (piece.length() > bodyBudget.longest() - body.length()) {
                httpConnections.dismiss(request, bodyBudget.tooLong());
            } else {
                body.appendBuffer(piece);
            }
        });
        request.endHandler(end -> {
            httpConnections.hasReceived(request);
            whole.handle(body.getBytes());
        });
        // Nothing else than 100-continue passes the rules for all requests.
        boolean waits = !HeaderValues.elements(request.headers().getAll(HttpHeaders.EXPECT))
                .isEmpty();
        if (waits && request.version() == HttpVersion.HTTP_1_1) {
            // A client that has gone meanwhile does not miss it.
            request.response().writeContinue().onFailure(gone -> {});
        }
    }

    private void publish(HttpServerRequest request, TopicName topic, ContentType type, byte[] body) {
        try {
            Payload payload = Payload.ofBody(type, body);
            if (payload.kind() == Payload.Kind.JSON) {
                JsonCheck.requireOneValue(body);
            }
            tell(request, topic, publisher.publish(topic, payload));
        } catch (InvalidPayload | InvalidJson invalid) {
            Answers.refuse(request.response(), new Refused(400, String.valueOf(invalid.getMessage())));
        }
    }

    private static void tell(HttpServerRequest request, TopicName topic, PublishResult result) {
        switch (result) {
            case Taken taken -> {
                request.response().setStatusCode(202);
                JsonObject answer = new JsonObject().put("topic", topic.value());
                taken.id().ifPresent(id -> answer.put("id", id.toString()));
                Answers.json(request.response(), answer);
            }
            case Busy busy -> Answers.refuse(request.response(), Answers.later(busy.message()));
        }
    }
}
