package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.FirstAnswers;
import dev.carillon.loadtest.connect.ServerText;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.plan.ConnectionTokens;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload.Fanout;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Publishers that send POST requests, each over its own connection so that its publications stay in order. */
final class HttpSender implements PublicationSender {
    /** The most requests of one publisher that may wait for their answers. */
    private static final int UNANSWERED_MAX = 1000;

    private final Dialect dialect;
    private final Consumer<String> onRefused;
    private final FirstAnswers firstAnswers = new FirstAnswers();
    /** The request of each publisher of this loop. */
    private final List<RequestOptions> requests;

    private final List<HttpClient> clients;
    private final int[] unanswered;
    private boolean closed;

    /** Creates the publishers of a loop; {@code onRefused} receives the text of each refusal or failure. */
    HttpSender(Vertx vertx, TesterLoop loop, Fanout fanout, Consumer<String> onRefused) {
        Target target = loop.plan().target();
        int first = loop.share().first(fanout.publishers());
        this.dialect = target.dialect();
        this.onRefused = onRefused;
        this.requests = IntStream.range(first, first + loop.share().count(fanout.publishers()))
                .mapToObj(publisher -> request(target, fanout, publisher))
                .toList();
        this.unanswered = new int[requests.size()];
        PoolOptions one = new PoolOptions().setHttp1MaxSize(1).setMaxWaitQueueSize(-1);
        this.clients = Stream.<HttpClient>generate(() -> vertx.createHttpClient(options(target), one))
                .limit(requests.size())
                .toList();
    }

    /** The request of a publisher. A Content-Type of the user replaces the default, text/plain. */
    private static RequestOptions request(Target target, Fanout fanout, int publisher) {
        int topic = fanout.topicOf(publisher);
        InetSocketAddress address = target.address(topic, fanout.turnOf(publisher));
        ConnectionTokens tokens = target.dialect().tokens().forPosts();
        MultiMap headers = HttpHeaders.headers();
        target.dialect().headers().forEach(header -> headers.add(header.getKey(), header.getValue()));
        tokens.header(publisher).ifPresent(token -> headers.add(token.getKey(), token.getValue()));
        if (!headers.contains(HttpHeaders.CONTENT_TYPE)) {
            headers.add(HttpHeaders.CONTENT_TYPE, "text/plain");
        }
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                // The address is the same as for WebSockets; the host name is for the certificate and the Host header.
                .setServer(SocketAddress.inetSocketAddress(address))
                .setHost(target.host().replaceAll("[\\[\\]]", ""))
                .setPort(address.getPort())
                .setURI(tokens.path(target.publishPathOfTopic(topic, fanout.topics()), publisher))
                .setHeaders(headers);
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
    public boolean isReady(int publisher) {
        return unanswered[publisher] < UNANSWERED_MAX;
    }

    @Override
    public void publish(int publisher, int topic, byte[] payload) {
        unanswered[publisher]++;
        clients.get(publisher)
                .request(requests.get(publisher))
                .compose(request -> request.send(Buffer.buffer(dialect.publication(topic, payload))))
                .compose(HttpSender::refusal)
                .onComplete(answered -> {
                    unanswered[publisher]--;
                    // After the end of the run, a missing answer is not a refusal.
                    if (!closed) {
                        onAnswer(answered);
                    }
                });
    }

    /** The refusal in the answer, if its status is not 2xx. */
    private static Future<Optional<Refused>> refusal(HttpClientResponse answer) {
        boolean success = answer.statusCode() / 100 == 2;
        return answer.body().map(body -> success ? Optional.empty() : Optional.of(Refused.of(answer, body)));
    }

    private record Refused(int status, String text) {
        static Refused of(HttpClientResponse answer, Buffer content) {
            String status = (answer.statusCode() + " " + answer.statusMessage()).strip();
            String words = ServerText.firstLine(ByteBuffer.wrap(content.getBytes()));
            return new Refused(answer.statusCode(), ServerText.joined(status, words));
        }
    }

    private void onAnswer(AsyncResult<Optional<Refused>> answered) {
        Optional<Refused> refused = answered.succeeded() ? answered.result() : Optional.empty();
        refused.map(Refused::status)
                .filter(FirstAnswers::isLasting)
                .map(String::valueOf)
                .ifPresentOrElse(firstAnswers::onRefusal, firstAnswers::onOther);
        refused.map(Refused::text).ifPresent(onRefused);
        if (answered.failed()) {
            onRefused.accept(
                    ServerText.printable(String.valueOf(answered.cause().getMessage())));
        }
    }

    @Override
    public boolean isRefused() {
        return firstAnswers.isFinal();
    }

    @Override
    public void close() {
        closed = true;
        clients.forEach(client -> client.close().onFailure(gone -> {}));
    }
}
