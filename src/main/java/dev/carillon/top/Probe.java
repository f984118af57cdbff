package dev.carillon.top;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Reads the metrics of one node repeatedly. */
final class Probe {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpClient http;
    private final URI address;
    private final Duration patience;
    private Optional<Scrape> last = Optional.empty();

    /**
     * @param address of the management port, with the path before {@code /metrics} if there is one
     */
    Probe(HttpClient http, URI address, Duration patience) {
        this.http = http;
        this.address = address;
        this.patience = patience;
    }

    /** Reads the present state. Completes on a thread of the HTTP client; must not be called again before that. */
    CompletableFuture<NodeState> look() {
        return get("/metrics").thenCombine(get("/readyz"), this::node).exceptionally(failure -> {
            last = Optional.empty();
            return new NodeState(name(), NodeSample.NONE, Optional.of(reason(failure)), Optional.empty());
        });
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(patience)
                .build();
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    private NodeState node(HttpResponse<String> metrics, HttpResponse<String> ready) {
        Scrape now = Scrape.of(metrics.body(), System.nanoTime());
        if (metrics.statusCode() != OK || now.sum("carillon_connections").isEmpty()) {
            throw new CompletionException(new IOException("expected the metrics of a node at " + address
                    + "/metrics, but was " + metrics.statusCode()
                    + (metrics.statusCode() == OK ? " without them" : "") + ": is this a management port?"));
        }
        NodeSample figures =
                last.map(before -> NodeSample.of(new Change(before, now))).orElseGet(() -> NodeSample.of(now));
        last = Optional.of(now);
        Optional<String> notReady = ready.statusCode() == UNAVAILABLE
                ? Optional.of(ready.body().strip().replace("\n", "; "))
                : Optional.empty();
        return new NodeState(name(), figures, Optional.empty(), notReady);
    }

    private String name() {
        return address.getAuthority() + address.getPath();
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case HttpTimeoutException late -> "no answer";
            case ConnectException refused -> "no connection";
            default -> String.valueOf(cause.getMessage());
        };
    }
}
