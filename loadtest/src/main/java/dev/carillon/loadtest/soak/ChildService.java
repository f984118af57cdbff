package dev.carillon.loadtest.soak;

import dev.carillon.loadtest.run.Offspring;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code carillon serve} as a child of this process, on free ports: the same program with the same JVM and options. */
public final class ChildService implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("carillon .+ listens on http://([^\\s/]+).*");
    private static final Pattern OPERATORS = Pattern.compile("for operators: (http://\\S+/metrics).*");
    private static final long STARTING_SECONDS = 60;

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
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0", "--management-port", "0"));
        arguments.addAll(flags);
        // What it costs, some percent of memory, it costs from the first moment on.
        Process process = Offspring.tied(List.of("-XX:NativeMemoryTracking=summary"), arguments);
        FutureTask<ChildService> starting = new FutureTask<>(() -> greeted(process));
        Thread.ofPlatform().name("soak-service").daemon().start(starting);
        try {
            return starting.get(STARTING_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException silent) {
            end(process);
            throw new IOException("expected it to say where it listens within " + STARTING_SECONDS + " s", silent);
        } catch (ExecutionException ended) {
            end(process);
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

    /** A process that nobody reads from comes to a halt. */
    private static void drain(BufferedReader out) {
        long unread = out.lines().collect(Collectors.counting());
        assert unread >= 0;
    }

    public long pid() {
        return Offspring.jvm(process).pid();
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
        end(process);
    }

    private static void end(Process process) {
        Offspring.letGo(process);
        Offspring.end(process);
    }
}
