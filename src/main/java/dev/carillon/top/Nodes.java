package dev.carillon.top;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** All nodes that are looked at. */
public final class Nodes implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Probe> probes;

    /**
     * @param addresses of management ports
     * @param patience for an answer
     */
    public Nodes(List<URI> addresses, Duration patience) {
        probes = addresses.stream()
                .map(address -> new Probe(http, address, patience))
                .toList();
    }

    /** How they are now, all asked at once; ends within the patience. Not to be called again before that. */
    public CompletableFuture<View> look() {
        List<CompletableFuture<NodeState>> looking =
                probes.stream().map(Probe::look).toList();
        return CompletableFuture.allOf(looking.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        new View(looking.stream().map(CompletableFuture::join).toList()));
    }

    /** Ends what works on its own for it, without waiting for answers that are still to come. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
