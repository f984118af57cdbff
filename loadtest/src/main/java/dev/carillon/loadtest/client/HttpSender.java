package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.FirstAnswers;
import dev.carillon.loadtest.connect.ServerText;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.plan.ConnectionTokens;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Publishers that post, each over its own connection, so that its publications stay in order. */
final class HttpSender implements PublicationSender {
    /** Requests of one publisher that may wait for their answer. */
    private static final int UNANSWERED_MAX = 1000;

    /** Publications that tell whether any will be taken. */
    private static final int ANSWERS_ENOUGH = 10;

    private final Target target;
    private final List<String> paths;
    /** By publisher. */
    private final List<MultiMap> headers;

    private final ConnectionTokens tokens;
    /** The number that the first publisher of this loop has among all of the run. */
    private final int first;

    private final IntUnaryOperator turns;
    private final Consumer<String> onRefused;
    private final FirstAnswers firstAnswers = new FirstAnswers();
    private final List<HttpClient> clients;
    private final int[] unanswered;
    private boolean closed;

    /** Tells {@code onRefused} each publication that was not answered with success, and what came instead. */
    HttpSender(Vertx vertx, TesterLoop loop, Workload.Fanout fanout, Consumer<String> onRefused) {
        int topics = fanout.topics();
        this.turns = fanout::turnOf;
        int publishers = loop.share().count(fanout.publishers());
        this.first = loop.share().first(fanout.publishers());
        this.target = loop.plan().target();
        this.tokens = target.dialect().tokens().forPosts();
        this.paths = IntStream.range(0, topics)
                .mapToObj(topic -> target.publishPathOfTopic(topic, topics))
                .toList();
        this.onRefused = onRefused;
        MultiMap plain = headers(target.dialect());
        this.headers = IntStream.range(0, publishers)
                .mapToObj(publisher -> tokens.header(first + publisher)
                        .map(token -> HttpHeaders.headers().addAll(plain).add(token.getKey(), token.getValue()))
                        .orElse(plain))
                .toList();
        this.unanswered = new int[publishers];
        PoolOptions one = new PoolOptions().setHttp1MaxSize(1).setMaxWaitQueueSize(-1);
        this.clients = Stream.<HttpClient>generate(() -> vertx.createHttpClient(options(target), one))
                .limit(publishers)
                .toList();
    }

    /** Headers of every request; those of the user replace ours. */
    private static MultiMap headers(Dialect dialect) {
        MultiMap headers = HttpHeaders.headers();
        dialect.headers().forEach(header -> headers.add(header.getKey(), header.getValue()));
        if (!headers.contains(HttpHeaders.CONTENT_TYPE)) {
            headers.add(HttpHeaders.CONTENT_TYPE, "text/plain");
        }
        return headers;
    }

    private static HttpClientOptions options(Target target) {
        HttpClientOptions options = new HttpClientOptions();
        target.security().ifPresent(security -> {
            options.setSsl(true).setTrustAll(security.insecure()).setVerifyHost(!security.insecure());
            security.authorities()
                    .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        });
        return options;
    }

    @Override
    public int clients() {
        return 0;
    }

    @Override
    public boolean exists(int publisher) {
        return true;
    }

    @Override
    public boolean isReady(int publisher) {
        return unanswered[publisher] < UNANSWERED_MAX;
    }

    @Override
    public void publish(int publisher, int topic, byte[] payload) {
        unanswered[publisher]++;
        InetSocketAddress address = target.address(topic, turns.applyAsInt(first + publisher));
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                // The name is that of the certificate and of the Host header, the address the one that all connections
                // have.
                .setServer(SocketAddress.inetSocketAddress(address))
                .setHost(target.host().replaceAll("[\\[\\]]", ""))
                .setPort(address.getPort())
                .setURI(tokens.path(paths.get(topic), first + publisher))
                .setHeaders(headers.get(publisher));
        clients.get(publisher)
                .request(request)
                .compose(asked -> asked.send(Buffer.buffer(target.dialect().publication(topic, payload))))
                .compose(HttpSender::refusal)
                .onComplete(answered -> {
                    unanswered[publisher]--;
                    // An answer that has not come when the run ends is not a refusal.
                    if (!closed) {
                        onAnswer(answered);
                    }
                });
    }

    /** The refusal of the publication, if the server has sent one. */
    private static Future<Optional<Refused>> refusal(HttpClientResponse answer) {
        return answer.body()
                .map(body -> answer.statusCode() / 100 == 2
                        ? Optional.empty()
                        : Optional.of(Refused.of(answer.statusCode(), answer.statusMessage(), body)));
    }

    private record Refused(int status, String text) {
        static Refused of(int status, String reason, Buffer content) {
            String words = ServerText.firstLine(ByteBuffer.wrap(content.getBytes()));
            return new Refused(status, ServerText.joined((status + " " + reason).strip(), words));
        }
    }

    private void onAnswer(AsyncResult<Optional<Refused>> answered) {
        Optional<Refused> refused = answered.succeeded() ? answered.result() : Optional.empty();
        if (refused.isPresent() && FirstAnswers.isLasting(refused.get().status)) {
            firstAnswers.onRefusal(Integer.toString(refused.get().status));
        } else {
            firstAnswers.onOther();
        }
        if (answered.failed()) {
            onRefused.accept(
                    ServerText.printable(String.valueOf(answered.cause().getMessage())));
        }
        refused.ifPresent(told -> onRefused.accept(told.text));
    }

    @Override
    public boolean isRefused() {
        return firstAnswers.isFinal(ANSWERS_ENOUGH);
    }

    @Override
    public void close() {
        closed = true;
        clients.forEach(client -> client.close().onFailure(gone -> {}));
    }
}
