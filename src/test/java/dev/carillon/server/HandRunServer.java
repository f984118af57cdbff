package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.auth.Grant;
import dev.carillon.config.ProxySettings;
import dev.carillon.endpoint.TakingPublisher;
import dev.carillon.http.BodyBudget;
import dev.carillon.http.ClientAddress;
import dev.carillon.http.HttpConnections;
import dev.carillon.rate.HandRunRates;
import dev.carillon.rate.LoopRates;
import dev.carillon.routes.PostRates;
import dev.carillon.routes.PublishRoute;
import dev.carillon.topic.TopicName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Bodies through {@link HttpConnections}, {@link BodyBudget} and {@link PublishRoute}; the test moves the clock. */
final class HandRunServer implements AutoCloseable {
    static final int LONGEST = 1 << 20;

    private final AtomicLong nanos = new AtomicLong(System.nanoTime());
    private final AtomicLong looksAtTheClock = new AtomicLong();
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final HttpConnections httpConnections;
    private final HttpServer http;
    private final CompletableFuture<HttpServerRequest> lines = new CompletableFuture<>();

    /**
     * @param bodyBytes the limit of all bodies together
     */
    HandRunServer(Duration patience, long bodyBytes) throws Exception {
        this(patience, bodyBytes, HandRunRates.unlimited());
    }

    HandRunServer(Duration patience, long bodyBytes, LoopRates rates) throws Exception {
        httpConnections = new HttpConnections(100, patience, this::nanoTime);
        BodyBudget bodyBudget = new BodyBudget(LONGEST, bodyBytes, httpConnections, patience, this::nanoTime);
        PublishRoute publishing = new PublishRoute(
                bodyBudget,
                httpConnections,
                new TakingPublisher(),
                new PostRates(rates, new ClientAddress(ProxySettings.NONE)),
                InstantSource.system());
        HttpServerOptions options = new HttpServerOptions().setHttp2ClearTextEnabled(false);
        http = vertx.createHttpServer(options);
        httpConnections.watch(http, options, request -> {
            if (request.uri().equals("/publish")) {
                lines.complete(request);
                publishing.answerMany(request, Grant.OPEN);
            } else {
                publishing.answer(request, new TopicName("t"), Grant.OPEN);
            }
        });
        await(Future.future(listening -> loop.runOnContext(
                now -> http.listen(0, "127.0.0.1").<Void>mapEmpty().onComplete(listening))));
    }

    private long nanoTime() {
        looksAtTheClock.incrementAndGet();
        return nanos.get();
    }

    /** A client that has announced a body, and whose request was read. */
    RawClient posting(String length) throws IOException {
        return posting("/topics/t", length);
    }

    /** A client that has announced lines, and whose request was read. */
    RawClient postingLines() throws IOException {
        return posting("/publish", "Transfer-Encoding: chunked\r\nContent-Type: application/x-ndjson");
    }

    private RawClient posting(String path, String headers) throws IOException {
        long before = looksAtTheClock.get();
        RawClient client = new RawClient(http.actualPort());
        // The connection is registered before its request.
        awaitLookSince(before);
        deliver(client, ("POST " + path + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n\r\n").getBytes(ISO_8859_1));
        return client;
    }

    /**
     * Sends {@code bytes}, which may be the head of a request or a piece of its body, and waits until they are read.
     */
    void deliver(RawClient client, byte[] bytes) throws IOException {
        long before = looksAtTheClock.get();
        client.send(bytes);
        awaitLookSince(before);
    }

    /** Moves the clock whenever the client accepts no more answers, until its request is ended for that. */
    void passUntilUnreadAnswersEnd(Duration patience) throws Exception {
        HttpServerResponse answer = lines.join().response();
        while (!answer.ended()) {
            while (!answer.writeQueueFull()) {
                Thread.onSpinWait();
            }
            pass(patience);
        }
    }

    /** Waits until the code reads the clock again. */
    void awaitLookAtTheClock() {
        awaitLookSince(looksAtTheClock.get());
    }

    private void awaitLookSince(long before) {
        while (looksAtTheClock.get() == before) {
            Thread.onSpinWait();
        }
    }

    /** Moves the clock, and ends what is overdue. */
    void pass(Duration time) throws Exception {
        nanos.addAndGet(time.toNanos());
        await(Future.future(swept -> loop.runOnContext(now -> {
            httpConnections.sweep();
            swept.complete();
        })));
    }

    private static void await(Future<Void> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
