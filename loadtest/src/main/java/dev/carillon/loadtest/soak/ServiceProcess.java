package dev.carillon.loadtest.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Samples a process from outside: it reads {@code /proc}, {@code jcmd} of the JDK, and the metrics of the process. */
public final class ServiceProcess implements ServiceSampler.Subject {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern METRIC = Pattern.compile("(carillon_[^\\s{]+(?:\\{[^}]*})?)\\s+([-+0-9.eE]+)");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final long pid;
    private final Path proc;
    private final Optional<URI> metrics;
    private final Jcmd jcmd;

    /**
     * Makes a subject for the process with id {@code pid}. Does not read it yet.
     *
     * @param metrics the address of its metrics, if they are to be read
     */
    public ServiceProcess(long pid, Optional<URI> metrics) {
        this.pid = pid;
        this.proc = Path.of("/proc", Long.toString(pid));
        this.metrics = metrics;
        this.jcmd = new Jcmd(pid);
    }

    /**
     * Checks that the process can be read.
     *
     * @param setting the flag that named the process, for the message
     * @throws IllegalArgumentException if there is no such process, or this user may not read its data
     */
    public ServiceProcess check(String setting) {
        if (!Files.isReadable(proc.resolve("status")) || !Files.isReadable(proc.resolve("fd"))) {
            throw new IllegalArgumentException(setting + " must be a process of this user, was " + pid);
        }
        return this;
    }

    @Override
    public Sample look(boolean collect) throws IOException, InterruptedException {
        Map<Gauge, Double> values = new EnumMap<>(Gauge.class);
        if (collect) {
            jcmd.liveBytes().ifPresent(bytes -> values.put(Gauge.HEAP, bytes));
            jcmd.nativeBytes().ifPresent(bytes -> values.put(Gauge.NATIVE, bytes));
        }
        try {
            addOfSystem(values);
        } catch (NoSuchFileException gone) {
            throw new IOException("process " + pid + " has ended", gone);
        }
        long now = System.nanoTime();
        Optional<Duration> processor =
                ProcessHandle.of(pid).flatMap(process -> process.info().totalCpuDuration());
        try {
            return new Sample(now, values, counters(), processor, Optional.empty());
        } catch (IOException silent) {
            // The gauges do not depend on the metrics, so that the sample is complete but for the counters.
            return new Sample(now, values, Map.of(), processor, Optional.of("its metrics: " + silent));
        }
    }

    private void addOfSystem(Map<Gauge, Double> values) throws IOException {
        String status = Files.readString(proc.resolve("status"));
        values.put(Gauge.RSS, field(status, "VmRSS:") * 1024);
        values.put(Gauge.THREADS, field(status, "Threads:"));
        try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
            values.put(Gauge.DESCRIPTORS, (double) descriptors.count());
        } catch (UncheckedIOException ended) {
            throw ended.getCause();
        }
    }

    private Map<String, Double> counters() throws IOException, InterruptedException {
        if (metrics.isEmpty()) {
            return Map.of();
        }
        HttpRequest request =
                HttpRequest.newBuilder(metrics.get()).timeout(PATIENCE).build();
        return counters(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    /**
     * Parses metrics in the text format of Prometheus. Returns those of the service itself, without times and without
     * those of the JVM.
     */
    static Map<String, Double> counters(String page) {
        return page.lines()
                .map(METRIC::matcher)
                .filter(Matcher::matches)
                .filter(line -> !line.group(1).contains("_seconds"))
                .collect(Collectors.toMap(
                        line -> line.group(1), line -> Double.parseDouble(line.group(2)), (one, next) -> next));
    }

    /** Returns a number of {@code /proc/PID/status}, see proc_pid_status(5). */
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
