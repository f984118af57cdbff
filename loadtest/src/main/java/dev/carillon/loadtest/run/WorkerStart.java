package dev.carillon.loadtest.run;

import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A worker process of this machine, from its start to its end. Belongs to the loop that starts it. */
final class WorkerStart {
    /** The longest time until a worker connects. Many JVMs may start at the same time, on few processors. */
    private static final long ARRIVAL_SECONDS = 180;

    private static final long LEAVE_SECONDS = 5;

    private final Vertx vertx;
    private final Context context;
    private final Promise<Arrival> arrival = Promise.promise();
    private final Promise<String> end = Promise.promise();
    /** Null until the process is started; read by a thread that waits for its end. */
    private volatile @Nullable Process process;
    /** Whether the end of the process is expected; read by the thread that waits for it. */
    private volatile boolean leaving;

    /**
     * The arrival of a worker, which is its first connection.
     *
     * @param channel on which the worker receives requests
     * @param laneName name of the lane of its loops
     */
    record Arrival(Channel channel, String laneName) {}

    WorkerStart(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    /**
     * Starts the process. Called once.
     *
     * @param heapMax maximum size of its heap in bytes
     * @param plan in the form of {@link Records}
     */
    void start(long heapMax, Membership membership, byte[] plan) {
        ProcessBuilder builder =
                ChildProcess.worker(heapMax, membership.siblings()).redirectOutput(Redirect.DISCARD);
        // These variables are settings of the process that starts the worker, and not of the worker.
        builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
        vertx.executeBlocking(() -> started(builder, membership, plan), false)
                .onSuccess(this::watch)
                .onFailure(cause -> onEnd("could not be started: " + cause.getMessage()));
        vertx.setTimer(
                TimeUnit.SECONDS.toMillis(ARRIVAL_SECONDS),
                late -> arrival.tryFail("did not come within " + ARRIVAL_SECONDS + " s"));
    }

    /** Starts the process and writes its membership and its plan to its standard input. */
    private static Process started(ProcessBuilder builder, Membership membership, byte[] plan) throws IOException {
        Process started = builder.start();
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(started.getOutputStream()))) {
            Records.write(membership, out);
            out.write(plan);
        } catch (IOException endedAlready) {
            // The exit code and the last line of the process explain more than this exception.
            return started;
        }
        return started;
    }

    /** Completes when the worker has connected. Fails with the reason if it does not. */
    Future<Arrival> arrival() {
        return arrival.future();
    }

    /** Completes with a description of the worker's end, unless that is after {@link #leave}. */
    Future<String> end() {
        return end.future();
    }

    void succeed(Arrival arrived) {
        if (!arrival.tryComplete(arrived)) {
            arrived.channel().end();
        }
    }

    void fail(String reason) {
        arrival.tryFail(reason);
    }

    /** From now on, the end of the worker is not reported. */
    void leave() {
        leaving = true;
    }

    /** Kills the process, if it has not ended. */
    void kill() {
        Process started = process;
        if (started != null) {
            started.destroyForcibly();
        }
    }

    /**
     * Waits for the end of the process, and kills it after {@value #LEAVE_SECONDS} seconds. Called on a thread that may
     * wait, when the connection has ended.
     */
    void dismiss() {
        Process started = process;
        if (started != null) {
            ChildProcess.end(started, LEAVE_SECONDS);
        }
    }

    private void watch(Process started) {
        process = started;
        Thread.ofVirtual().start(() -> {
            String lastWords = lastLine(started);
            int code = started.onExit().join().exitValue();
            // After the end of a run, there is no loop on which the end of the worker could be reported.
            if (!leaving) {
                context.runOnContext(now -> onEnd("ended with exit code " + code + lastWords));
            }
        });
    }

    private void onEnd(String text) {
        arrival.tryFail(text);
        end.tryComplete(text);
    }

    private static String lastLine(Process process) {
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
                Stream<String> lines = err.lines()) {
            return lines.filter(line -> !line.isBlank())
                    .reduce((before, line) -> line)
                    .map(line -> ": " + line)
                    .orElse("");
        } catch (IOException | UncheckedIOException closed) {
            return "";
        }
    }
}
