package dev.carillon.loadtest.compare;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.run.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that listens. It is stopped by {@link #close}, and also when this process ends for any reason. */
public final class RunningServer implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("(.+) listens on http://127\\.0\\.0\\.1:(\\d+)\\b.*");

    private final Process process;
    private final Matcher listens;

    private RunningServer(Process process, Matcher listens) {
        this.process = process;
        this.listens = listens;
    }

    /**
     * Starts a server on a free port and waits until it listens.
     *
     * @param core the processor that it may use; empty if it may use all
     * @param patience the longest time until it listens
     * @throws IOException if it ends before it listens, with the last line that it printed, or if it takes longer than
     *     {@code patience}
     */
    static RunningServer start(ComparedServer peer, Optional<Integer> core, Duration patience) throws IOException {
        List<String> command = new ArrayList<>(Cores.onlyOn(core));
        command.addAll(List.of(peer.start().toString(), "0"));
        Process process = ChildProcess.tied(command);
        try {
            return new RunningServer(process, awaitListening(process, patience));
        } catch (IOException failure) {
            ChildProcess.stop(process);
            throw failure;
        }
    }

    /** The name that the server printed when it was ready. */
    String title() {
        return listens.group(1);
    }

    int port() {
        return Integer.parseInt(listens.group(2));
    }

    /** The process that was started. The server is this process or a descendant of it. */
    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        ChildProcess.stop(process);
    }

    private static Matcher awaitListening(Process process, Duration patience) throws IOException {
        CompletableFuture<Matcher> listens = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> read(process.inputReader(StandardCharsets.UTF_8), listens));
        try {
            return listens.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new IOException("did not listen within " + Durations.text(patience), late);
        } catch (ExecutionException ended) {
            throw new IOException(
                    "ended before it listened: "
                            + Objects.requireNonNull(ended.getCause()).getMessage(),
                    ended);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /** Reads the output until it ends, because a process blocks when the pipe of its output is full. */
    private static void read(BufferedReader out, CompletableFuture<Matcher> listens) {
        String last = "no output";
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Matcher matcher = LISTENS.matcher(line);
                if (matcher.matches()) {
                    listens.complete(matcher);
                }
                last = line.isBlank() ? last : line.strip();
            }
            listens.completeExceptionally(new IOException(last));
        } catch (IOException | UncheckedIOException gone) {
            listens.completeExceptionally(new IOException(last, gone));
        }
    }
}
