package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientHandshake;
import dev.carillon.handshake.ClientRequest;
import dev.carillon.loadtest.plan.Resumption;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.stream.EventStreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** What opens the connections of a run, rendered once and shared by all who ask alike. */
final class Requests {
    /** Sixteen bytes, as RFC 6455, 4.1 wants them. */
    private static final String KEY =
            Base64.getEncoder().encodeToString("carillon loadtst".getBytes(StandardCharsets.US_ASCII));

    private Requests() {}

    static ClientRequest of(Target target) {
        return of(target, 0, 1);
    }

    static List<ClientRequest> byTopic(Target target, int topics) {
        return IntStream.range(0, topics)
                .mapToObj(topic -> of(target, topic, topics))
                .toList();
    }

    /** For one client that comes back, with what it remembers in place of its names. */
    static ClientRequest resuming(Target target, int topic, int topics, UnaryOperator<String> fill) {
        Resumption how = target.dialect().resumption().orElseThrow();
        List<Map.Entry<String, String>> headers =
                new ArrayList<>(target.dialect().otherHeaders());
        headers.addAll(how.headers(fill));
        String path = how.path()
                .map(text -> Target.pathOfTopic(fill.apply(text), topic))
                .orElseGet(() -> target.pathOfTopic(topic, topics));
        return of(target, topic, path, headers);
    }

    private static ClientRequest of(Target target, int topic, int topics) {
        return of(
                target,
                topic,
                target.pathOfTopic(topic, topics),
                target.dialect().otherHeaders());
    }

    private static ClientRequest of(Target target, int topic, String path, List<Map.Entry<String, String>> headers) {
        String host = target.hostHeader(topic);
        return target.dialect().eventStreams()
                ? new EventStreamRequest(host, path, headers)
                : new ClientHandshake(host, path, headers, target.dialect().subprotocols(), KEY);
    }
}
