package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Starts the workers of a run and hears from each. They come to a port of this machine and prove themselves with a secret
 * that their environment holds; when the connection ends, a worker ends, however this process did. Belongs to the
 * conductor's loop.
 */
final class Crew {
    /** Many JVMs start at once, on few processors. */
    private static final long ARRIVAL_SECONDS = 180;

    private static final long LEAVE_SECONDS = 5;

    /** Between the clocks of two processes of one machine there is only what a message takes. */
    private static final long CLOCK_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    private final Vertx vertx;
    private final Context context;
    private final Plan plan;
    private final Staff staff;
    private final int run;
    private final Consumer<String> onMishap;
    private final String secret = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
    private final List<Process> processes = new ArrayList<>();
    private final List<Promise<Player>> arrivals = new ArrayList<>();
    /** Read by the threads that wait for the ends of processes. */
    private volatile boolean leaving;

    /** Tells {@code onMishap} of each worker that is lost before it was told to leave. */
    Crew(Vertx vertx, Plan plan, Staff staff, int run, Consumer<String> onMishap) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.plan = plan;
        this.staff = staff;
        this.run = run;
        this.onMishap = onMishap;
    }

    /** Ends when all have come. */
    Future<List<Player>> gather() {
        for (int i = 0; i < staff.workers(); i++) {
            arrivals.add(Promise.promise());
        }
        NetServer door = vertx.createNetServer().connectHandler(this::welcome);
        return door.listen(0, "127.0.0.1").compose(open -> {
            startAll(open.actualPort());
            vertx.setTimer(
                    TimeUnit.SECONDS.toMillis(ARRIVAL_SECONDS),
                    late -> arrivals.forEach(
                            each -> each.tryFail("a worker did not come within " + ARRIVAL_SECONDS + " s")));
            return Conductor.all(arrivals, Promise::future);
        });
    }

    /** Whoever is still there is not needed any more. Waits for their end; called by a thread that may wait. */
    void dismiss() {
        processes.forEach(process -> {
            try {
                if (!process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException inAHurry) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        });
    }

    /** From now on nobody is missed. */
    void leave() {
        leaving = true;
    }

    private void startAll(int port) {
        for (int i = 0; i < staff.workers(); i++) {
            Share share = new Share(i, staff.workers());
            Membership membership = new Membership(port, share, run, staff.scale());
            try {
                start(share, membership);
            } catch (IOException cause) {
                arrivals.get(i).tryFail("a worker could not be started: " + cause.getMessage());
            }
        }
    }

    private void start(Share share, Membership membership) throws IOException {
        List<String> arguments = new ArrayList<>(staff.arguments());
        arguments.addAll(2, List.of("--worker", membership.toString()));
        ProcessBuilder builder = Offspring.deaf(staff.heapMax(plan), arguments);
        builder.environment().put(Membership.SECRET, secret);
        Process process = builder.redirectOutput(Redirect.DISCARD).start();
        processes.add(process);
        Thread.ofVirtual().start(() -> {
            String lastWords = lastLine(process);
            int code = process.onExit().join().exitValue();
            // Behind its end a run has no loop any more that could be told.
            if (!leaving) {
                context.runOnContext(now -> miss(share, "ended with exit code " + code + lastWords));
            }
        });
    }

    private static String lastLine(Process process) {
        try (BufferedReader err = process.errorReader();
                Stream<String> lines = err.lines()) {
            return lines.filter(line -> !line.isBlank())
                    .reduce((before, line) -> line)
                    .map(line -> ": " + line)
                    .orElse("");
        } catch (IOException | UncheckedIOException nothingHeard) {
            return "";
        }
    }

    private void miss(Share share, String reason) {
        String text = "worker %d of %d %s".formatted(share.index() + 1, share.parts(), reason);
        boolean never = arrivals.get(share.index()).tryFail(text);
        if (!never && !leaving) {
            onMishap.accept(text);
        }
    }

    // ---- whoever comes in

    /** One connection: the first message says whose it is. */
    private final class Visitor {
        private final NetSocket socket;
        private Consumer<DataInputStream> hearer = this::introduce;

        Visitor(NetSocket socket) {
            this.socket = socket;
        }

        void hear(DataInputStream in) {
            hearer.accept(in);
        }

        private void introduce(DataInputStream in) {
            hearer = Crew.this.introduce(socket, in);
        }
    }

    private void welcome(NetSocket socket) {
        Visitor visitor = new Visitor(socket);
        Messages.hear(socket, visitor::hear);
    }

    /** Brings who hears what else comes. */
    private Consumer<DataInputStream> introduce(NetSocket socket, DataInputStream in) {
        try {
            boolean known = secret.equals(in.readUTF());
            int index = in.readInt();
            long apart = System.nanoTime() - in.readLong();
            Worker worker = new Worker(plan, new Share(index, staff.workers()), socket, in.readUTF());
            if (known && (apart < 0 || apart > CLOCK_NANOS_MAX)) {
                arrivals.get(index)
                        .tryFail("the clocks of two processes must be the same, and were " + apart + " ns apart");
            } else if (known && arrivals.get(index).tryComplete(worker)) {
                socket.closeHandler(closed -> worker.gone());
                return worker::hear;
            }
        } catch (IOException | IllegalArgumentException stranger) {
            // Somebody else's connection.
            assert !arrivals.isEmpty();
        }
        socket.close().onFailure(closed -> socket.pause());
        return ignored -> {};
    }
}
