package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientHandshake;
import dev.carillon.handshake.ClientRequest;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.stream.EventStreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
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

    private static ClientRequest of(Target target, int topic, int topics) {
        String host = target.hostHeader(topic);
        String path = target.pathOfTopic(topic, topics);
        return target.dialect().eventStreams()
                ? new EventStreamRequest(host, path, target.dialect().otherHeaders())
                : new ClientHandshake(
                        host,
                        path,
                        target.dialect().otherHeaders(),
                        target.dialect().subprotocols(),
                        KEY);
    }
}
