package dev.carillon.loadtest.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A process that is looked at from outside: by {@code /proc}, by its page of metrics, and by the JDK's own tool. */
public final class Watched implements Watch.Subject {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path proc;
    private final Optional<URI> metrics;
    private final Jcmd jcmd;

    /** The process of this number, whose page of metrics is there, if it has one. */
    public Watched(long pid, Optional<URI> metrics) {
        this.proc = Path.of("/proc", Long.toString(pid));
        this.metrics = metrics;
        this.jcmd = new Jcmd(pid);
    }

    /** Throws IllegalArgumentException where there is no such process, or none that this user may look at. */
    public Watched check(String setting) {
        if (!Files.isReadable(proc.resolve("status")) || !Files.isReadable(proc.resolve("fd"))) {
            throw new IllegalArgumentException(setting + " must be a process of this user, was " + proc.getFileName());
        }
        return this;
    }

    @Override
    public Sample look(boolean collect) throws IOException, InterruptedException {
        Map<Gauge, Double> values = new EnumMap<>(Gauge.class);
        boolean collected = collect && jcmd.collect();
        MetricsPage page = page();
        if (collected && page.heapBytes() > 0) {
            values.put(Gauge.HEAP, page.heapBytes());
        }
        if (collect) {
            jcmd.nativeBytes().ifPresent(bytes -> values.put(Gauge.NATIVE, bytes));
        }
        String status = Files.readString(proc.resolve("status"));
        values.put(Gauge.RSS, field(status, "VmRSS:") * 1024);
        values.put(Gauge.THREADS, field(status, "Threads:"));
        try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
            values.put(Gauge.DESCRIPTORS, (double) descriptors.count());
        } catch (UncheckedIOException ended) {
            throw ended.getCause();
        }
        return new Sample(System.nanoTime(), values, page.ofService());
    }

    private MetricsPage page() throws IOException, InterruptedException {
        if (metrics.isEmpty()) {
            return MetricsPage.EMPTY;
        }
        HttpRequest request =
                HttpRequest.newBuilder(metrics.get()).timeout(PATIENCE).build();
        return MetricsPage.of(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    /** A number of {@code /proc/PID/status}, proc_pid_status(5). */
    private static double field(String status, String name) throws IOException {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().replaceFirst("\\s.*", ""))
                .map(Double::parseDouble)
                .findFirst()
                .orElseThrow(
                        () -> new IOException("expected " + name + " in the status of a process, but it has none"));
    }
}
