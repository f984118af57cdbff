package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientHandshake;
import dev.carillon.handshake.ClientRequest;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.plan.ConnectionTokens;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.Plan;
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

/**
 * The requests that open the connections of one loop. They are rendered once for each topic and shared, or rendered for
 * each attempt if the clients have different tokens.
 */
final class Requests {
    /** The Sec-WebSocket-Key of all requests: sixteen bytes in Base64 (RFC 6455, 4.1). */
    private static final String KEY =
            Base64.getEncoder().encodeToString("carillon loadtst".getBytes(StandardCharsets.US_ASCII));

    private final Target target;
    private final Dialect dialect;
    private final int topics;
    /** The number of this loop's first client among all clients of the run. */
    private final int first;
    /** The request of each topic; empty if there are several tokens. */
    private final List<ClientRequest> shared;

    Requests(TesterLoop loop, int topics) {
        Plan plan = loop.plan();
        this.target = plan.target();
        this.dialect = target.dialect();
        this.topics = topics;
        this.first = loop.share().first(plan.sockets());
        this.shared = dialect.tokens().areAlike()
                ? IntStream.range(0, topics).mapToObj(topic -> render(0, topic)).toList()
                : List.of();
    }

    ClientRequest of(int client, int topic) {
        return shared.isEmpty() ? render(client, topic) : shared.get(topic);
    }

    /** The request of a client that resumes; {@code fill} replaces names with the values that the client remembers. */
    ClientRequest resuming(int client, int topic, UnaryOperator<String> fill) {
        Resumption how = dialect.resumption().orElseThrow();
        String path = how.path()
                .map(text -> Target.pathOfTopic(fill.apply(text), topic))
                .orElseGet(() -> target.pathOfTopic(topic, topics));
        return render(client, topic, path, how.headers(fill));
    }

    private ClientRequest render(int client, int topic) {
        return render(client, topic, target.pathOfTopic(topic, topics), List.of());
    }

    private ClientRequest render(int client, int topic, String path, List<Map.Entry<String, String>> more) {
        int number = first + client;
        ConnectionTokens tokens = dialect.tokens();
        List<Map.Entry<String, String>> headers = new ArrayList<>(dialect.otherHeaders());
        headers.addAll(more);
        tokens.header(number).ifPresent(headers::add);
        List<String> subprotocols = new ArrayList<>(dialect.subprotocols());
        tokens.subprotocol(number).ifPresent(subprotocols::add);
        String host = target.hostHeader(topic);
        return dialect.eventStreams()
                ? new EventStreamRequest(host, tokens.path(path, number), headers)
                : new ClientHandshake(host, tokens.path(path, number), headers, subprotocols, KEY);
    }
}
