package dev.carillon.top;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The nodes that are observed. */
public final class Nodes implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Probe> probes;

    /**
     * @param addresses of management ports
     * @param patience the timeout of a request
     */
    public Nodes(List<URI> addresses, Duration patience) {
        probes = addresses.stream()
                .map(address -> new Probe(http, address, patience))
                .toList();
    }

    /**
     * Reads the state of all nodes at the same time. Completes within the timeout; must not be called again before
     * that.
     */
    public CompletableFuture<View> look() {
        List<CompletableFuture<NodeState>> looking =
                probes.stream().map(Probe::look).toList();
        return CompletableFuture.allOf(looking.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        new View(looking.stream().map(CompletableFuture::join).toList()));
    }

    /** Stops the HTTP client, without waiting for pending answers. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
