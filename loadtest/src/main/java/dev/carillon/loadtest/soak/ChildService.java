package dev.carillon.loadtest.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code carillon serve} as a child of this process, on free ports: the same program with the same JVM and options. */
public final class ChildService implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("carillon .+ listens on http://([^\\s/]+).*");
    private static final Pattern OPERATORS = Pattern.compile("for operators: (http://\\S+/metrics).*");
    private static final long STARTING_SECONDS = 60;
    private static final long STOPPING_SECONDS = 20;

    private final Process process;
    private final String authority;
    private final URI metrics;

    private ChildService(Process process, String authority, URI metrics) {
        this.process = process;
        this.authority = authority;
        this.metrics = metrics;
    }

    /**
     * Ends when it serves.
     *
     * @param flags those of {@code carillon serve}
     * @throws IOException when it does not, with what it said instead
     */
    public static ChildService start(List<String> flags) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command(flags)).redirectErrorStream(true).start();
        FutureTask<ChildService> starting = new FutureTask<>(() -> greeted(process));
        Thread.ofPlatform().name("soak-service").daemon().start(starting);
        try {
            return starting.get(STARTING_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException silent) {
            process.destroyForcibly();
            throw new IOException("expected it to say where it listens within " + STARTING_SECONDS + " s", silent);
        } catch (ExecutionException ended) {
            process.destroyForcibly();
            throw new IOException(String.valueOf(ended.getMessage()), ended);
        }
    }

    private static ChildService greeted(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        Optional<String> authority = Optional.empty();
        List<String> said = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            Matcher listens = LISTENS.matcher(line);
            Matcher operators = OPERATORS.matcher(line);
            if (listens.matches()) {
                authority = Optional.of(listens.group(1));
            } else if (operators.matches() && authority.isPresent()) {
                Thread.ofVirtual().start(() -> drain(out));
                return new ChildService(process, authority.get(), URI.create(operators.group(1)));
            }
        }
        throw new IOException("expected it to say where it listens, but it ended: " + String.join(" ", said));
    }

    private static List<String> command(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(ChildService::isForChildren)
                .forEach(command::add);
        // What it costs, some percent of memory, it costs from the first moment on.
        command.add("-XX:NativeMemoryTracking=summary");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.carillon.Carillon", "serve"));
        command.addAll(List.of("--port", "0", "--management-port", "0"));
        command.addAll(flags);
        return command;
    }

    /** Debuggers, agents and caches belong to one process. */
    private static boolean isForChildren(String option) {
        return !option.startsWith("-agent")
                && !option.startsWith("-javaagent")
                && !option.contains("jdwp")
                && !option.startsWith("-XX:AOT");
    }

    /** A process that nobody reads from comes to a halt. */
    private static void drain(BufferedReader out) {
        out.lines().forEach(line -> {});
    }

    public long pid() {
        return process.pid();
    }

    /** The WebSocket of this topic. */
    public String url(String topic) {
        return "ws://" + authority + "/topics/" + topic;
    }

    public URI metrics() {
        return metrics;
    }

    /** Has it stop, and waits until it has. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(STOPPING_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
