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

/** A worker process of this machine, from its start to its end. Belongs to the loop of its starter. */
final class WorkerStart {
    /** Many JVMs start at once, on few processors. */
    private static final long ARRIVAL_SECONDS = 180;

    private static final long LEAVE_SECONDS = 5;

    private final Vertx vertx;
    private final Context context;
    private final Promise<Arrival> arrival = Promise.promise();
    private final Promise<String> end = Promise.promise();
    /** Null until it is started; read by a thread that waits for its end. */
    private volatile @Nullable Process process;
    /** Read by the thread that waits for the end of the process. */
    private volatile boolean leaving;

    /**
     * It has connected.
     *
     * @param channel over which it is asked
     * @param laneName of what carries its sockets
     */
    record Arrival(Channel channel, String laneName) {}

    WorkerStart(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    /**
     * Starts it; called once.
     *
     * @param plan as {@link Records} have it
     */
    void start(long heapMax, Membership membership, byte[] plan) {
        ProcessBuilder builder =
                ChildProcess.worker(heapMax, membership.siblings()).redirectOutput(Redirect.DISCARD);
        // Variables of the environment may be meant for the process that starts the worker.
        builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
        vertx.executeBlocking(() -> started(builder, membership, plan), false)
                .onSuccess(this::watch)
                .onFailure(cause -> onEnd("could not be started: " + cause.getMessage()));
        vertx.setTimer(
                TimeUnit.SECONDS.toMillis(ARRIVAL_SECONDS),
                late -> arrival.tryFail("did not come within " + ARRIVAL_SECONDS + " s"));
    }

    /** A process that has been told what it is to do. */
    private static Process started(ProcessBuilder builder, Membership membership, byte[] plan) throws IOException {
        Process started = builder.start();
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(started.getOutputStream()))) {
            Records.write(membership, out);
            out.write(plan);
        } catch (IOException endedAlready) {
            // Its exit code and its last line say more.
            return started;
        }
        return started;
    }

    /** Fails when it will not come. */
    Future<Arrival> arrival() {
        return arrival.future();
    }

    /** Brings how it ended, unless it was told to leave. */
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

    /** From now on it is not missed. */
    void leave() {
        leaving = true;
    }

    /** Ends it at once, if it has not ended. */
    void kill() {
        Process started = process;
        if (started != null) {
            started.destroyForcibly();
        }
    }

    /** Waits for its end, for a while; called by a thread that may wait, once its connection has ended. */
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
            // Behind its end a run has no loop any more that could be told.
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
