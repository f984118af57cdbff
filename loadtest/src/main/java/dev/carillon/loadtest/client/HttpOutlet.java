package dev.carillon.loadtest.client;

import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.stream.Stream;

/** Publishers who post: each over a connection of its own, so that its publications stay in their order. */
final class HttpOutlet implements Outlet {
    /** Requests of one publisher that may wait for their answer. */
    private static final int UNANSWERED_MAX = 1000;

    private final Target target;
    private final String path;
    private final Runnable onRefused;
    private final List<HttpClient> clients;
    private final int[] unanswered;
    private boolean closed;

    /** Tells {@code onRefused} each publication that was not answered with success. */
    HttpOutlet(Vertx vertx, Target target, int publishers, Runnable onRefused) {
        this.target = target;
        this.path = target.dialect().publishPath().orElseThrow();
        this.onRefused = onRefused;
        this.unanswered = new int[publishers];
        PoolOptions one = new PoolOptions().setHttp1MaxSize(1).setMaxWaitQueueSize(-1);
        this.clients = Stream.<HttpClient>generate(() -> vertx.createHttpClient(options(target), one))
                .limit(publishers)
                .toList();
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
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                // The name is that of the certificate and of the Host header, the address the one that all connections
                // have.
                .setServer(SocketAddress.inetSocketAddress(target.address(topic)))
                .setHost(target.host().replaceAll("[\\[\\]]", ""))
                .setPort(target.address(topic).getPort())
                .setURI(Dialect.ofTopic(path, topic))
                .putHeader("content-type", "text/plain");
        target.dialect().headers().forEach(request::putHeader);
        clients.get(publisher)
                .request(request)
                .compose(asked -> asked.send(Buffer.buffer(payload)))
                .compose(answer -> answer.body()
                        .compose(body -> answer.statusCode() / 100 == 2
                                ? Future.succeededFuture()
                                : Future.failedFuture("status " + answer.statusCode())))
                .onComplete(answered -> {
                    unanswered[publisher]--;
                    // An answer that had not come when the run ended is no refusal.
                    if (answered.failed() && !closed) {
                        onRefused.run();
                    }
                });
    }

    @Override
    public void close() {
        closed = true;
        clients.forEach(client -> client.close().onFailure(gone -> {}));
    }
}
