package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientHandshake;
import dev.carillon.loadtest.plan.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/** The opening handshakes of a run, rendered once and shared by all who ask alike. */
final class Handshakes {
    /** Sixteen bytes, as RFC 6455, 4.1 wants them. */
    private static final String KEY =
            Base64.getEncoder().encodeToString("carillon loadtst".getBytes(StandardCharsets.US_ASCII));

    private Handshakes() {}

    static ClientHandshake of(Target target) {
        return of(target, 0, 1);
    }

    static List<ClientHandshake> byTopic(Target target, int topics) {
        return IntStream.range(0, topics)
                .mapToObj(topic -> of(target, topic, topics))
                .toList();
    }

    private static ClientHandshake of(Target target, int topic, int topics) {
        return new ClientHandshake(
                target.hostHeader(topic),
                target.pathOfTopic(topic, topics),
                target.dialect().otherHeaders(),
                target.dialect().subprotocols(),
                KEY);
    }
}
