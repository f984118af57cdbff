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
import java.util.stream.Stream;

/**
 * The requests that open the connections of one loop: rendered once and shared by equal ones, or for each attempt if they have
 * several tokens.
 */
final class Requests {
    /** Sixteen bytes, as RFC 6455, 4.1 requires. */
    private static final String KEY =
            Base64.getEncoder().encodeToString("carillon loadtst".getBytes(StandardCharsets.US_ASCII));

    private final Target target;
    private final int topics;
    /** The number that the first client of this loop has among all of the run. */
    private final int first;
    /** By topic; nothing where there are several tokens. */
    private final List<ClientRequest> shared;

    private Requests(Target target, int topics, int first) {
        this.target = target;
        this.topics = topics;
        this.first = first;
        this.shared = tokens().areAlike()
                ? IntStream.range(0, topics).mapToObj(topic -> render(0, topic)).toList()
                : List.of();
    }

    static Requests of(TesterLoop loop, int topics) {
        Plan plan = loop.plan();
        return new Requests(plan.target(), topics, loop.share().first(plan.sockets()));
    }

    ClientRequest of(int client, int topic) {
        return shared.isEmpty() ? render(client, topic) : shared.get(topic);
    }

    /** For one client that comes back, with what it remembers in place of its names. */
    ClientRequest resuming(int client, int topic, UnaryOperator<String> fill) {
        Resumption how = target.dialect().resumption().orElseThrow();
        List<Map.Entry<String, String>> headers =
                new ArrayList<>(target.dialect().otherHeaders());
        headers.addAll(how.headers(fill));
        String path = how.path()
                .map(text -> Target.pathOfTopic(fill.apply(text), topic))
                .orElseGet(() -> target.pathOfTopic(topic, topics));
        return render(client, topic, path, headers);
    }

    private ClientRequest render(int client, int topic) {
        return render(
                client,
                topic,
                target.pathOfTopic(topic, topics),
                target.dialect().otherHeaders());
    }

    private ClientRequest render(int client, int topic, String path, List<Map.Entry<String, String>> headers) {
        int number = first + client;
        String host = target.hostHeader(topic);
        String asked = tokens().path(path, number);
        List<Map.Entry<String, String>> all = Stream.concat(headers.stream(), tokens().header(number).stream())
                .toList();
        Dialect dialect = target.dialect();
        return dialect.eventStreams()
                ? new EventStreamRequest(host, asked, all)
                : new ClientHandshake(
                        host,
                        asked,
                        all,
                        Stream.concat(dialect.subprotocols().stream(), tokens().subprotocol(number).stream())
                                .toList(),
                        KEY);
    }

    private ConnectionTokens tokens() {
        return target.dialect().tokens();
    }
}
