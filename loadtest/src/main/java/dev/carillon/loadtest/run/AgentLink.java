package dev.carillon.loadtest.run;

import dev.carillon.loadtest.measure.ClockEstimate;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.run.Messages.Writing;
import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A connection to an agent, which starts a worker for it: asks for the agent's clock all the time, which also shows both
 * that the other is still there, and tells the worker what came of that. Belongs to the conductor's loop.
 */
final class AgentLink {
    /** Of a link on which nothing has come for so long, nothing will. */
    static final int SILENCE_SECONDS = 10;

    private static final int CONNECT_MILLIS = 10_000;

    /** One of so many has met no other traffic. */
    private static final int FIRST_EXCHANGES = 16;

    /** In that time two clocks drift 10 µs apart at most. */
    private static final long PAUSE_MILLIS = 100;

    private final Vertx vertx;
    /** Held here: Vert.x closes a client that nobody holds, and its sockets. */
    private final NetClient client;

    private final AgentAddress agent;
    private final AgentHandshake agentHandshake;
    private final Consumer<String> onLoss;
    private final ClockEstimate clock = new ClockEstimate();
    private Consumer<byte[]> hearer = ignored -> {};
    private boolean engaged;
    private boolean asking;

    /** Tells {@code onLoss} why a worker is lost that was there. */
    AgentLink(Vertx vertx, AgentAddress agent, Secret secret, Consumer<String> onLoss) {
        this.vertx = vertx;
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setReadIdleTimeout(SILENCE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
        this.agent = agent;
        this.agentHandshake = new AgentHandshake(secret);
        this.onLoss = onLoss;
    }

    /** Ends when the worker has come; fails with the reason why it will not. */
    Future<Worker> engage(Plan plan, WorkerRequest request) {
        return client.connect(agent.port(), agent.host())
                .recover(cause -> Future.failedFuture("cannot be reached: " + cause.getMessage()))
                .compose(this::greet)
                .compose(line -> exchange(line, FIRST_EXCHANGES)
                        .compose(known -> play(line, plan, request))
                        .compose(laneName -> setClock(line).map(told -> laneName))
                        .map(laneName -> new Worker(
                                plan,
                                request.share(),
                                line,
                                laneName,
                                Optional.of(new Worker.Place(agent.toString(), clock)))));
    }

    // ---- which agents are there?

    private Future<RequestChannel> greet(NetSocket socket) {
        Promise<RequestChannel> greeted = Promise.promise();
        socket.closeHandler(closed -> greeted.tryFail("ended the connection before it had said what it is"));
        hearer = hello -> read(socket, greeted, () -> {
            try (DataInputStream in = Messages.in(hello)) {
                Writing answer = agentHandshake.answer(in);
                hearer = last -> read(socket, greeted, () -> conclude(socket, last, greeted));
                socket.write(Messages.message(answer)).onFailure(greeted::tryFail);
            }
        });
        Messages.hear(socket, message -> hearer.accept(message));
        return greeted.future();
    }

    private void conclude(NetSocket socket, byte[] message, Promise<RequestChannel> greeted) throws IOException {
        try (DataInputStream in = Messages.in(message)) {
            agentHandshake.conclude(in);
        }
        RequestChannel line = new RequestChannel(socket);
        hearer = line::hear;
        long timer = vertx.setPeriodic(PAUSE_MILLIS, tick -> keepInTouch(line));
        socket.closeHandler(closed -> {
            vertx.cancelTimer(timer);
            line.cut();
            if (engaged) {
                onLoss.accept(farewell(line));
            }
        });
        greeted.complete(line);
    }

    private interface Step {
        void take() throws IOException;
    }

    private static void read(NetSocket socket, Promise<RequestChannel> greeted, Step step) {
        try {
            step.take();
        } catch (AgentHandshake.Refused refused) {
            greeted.tryFail(refused.getMessage());
            socket.close().onFailure(gone -> socket.pause());
        } catch (IOException cutShort) {
            greeted.tryFail("is no agent");
            socket.close().onFailure(gone -> socket.pause());
        }
    }

    // ---- what time is it there?

    private Future<Void> exchange(RequestChannel line, int times) {
        return times == 0 ? Future.succeededFuture() : exchange(line).compose(done -> exchange(line, times - 1));
    }

    private Future<Boolean> exchange(RequestChannel line) {
        long asked = System.nanoTime();
        return line.ask(
                Request.CLOCK,
                Writing.NOTHING,
                in -> {
                    clock.onExchange(asked, in.readLong(), System.nanoTime());
                    return true;
                },
                false);
    }

    private void keepInTouch(RequestChannel line) {
        if (asking) {
            return;
        }
        asking = true;
        exchange(line)
                .compose(known -> engaged ? setClock(line) : Future.succeededFuture())
                .onComplete(told -> asking = false);
    }

    private Future<Void> setClock(RequestChannel line) {
        long ahead = clock.offsetNanos();
        return line.step(Request.SET_CLOCK, out -> out.writeLong(ahead));
    }

    // ---- the worker

    private Future<String> play(RequestChannel line, Plan plan, WorkerRequest request) {
        Writing job = out -> {
            Records.write(request, out);
            Records.write(plan, out);
        };
        return line.ask(Request.PLAY, job, in -> in.readUTF(), "").compose(laneName -> {
            if (line.isCut()) {
                return Future.failedFuture(farewell(line));
            }
            engaged = true;
            return Future.succeededFuture(laneName);
        });
    }

    private static String farewell(RequestChannel line) {
        return line.lastWords().isEmpty()
                ? "is lost: its connection was cut, or silent for " + SILENCE_SECONDS + " s"
                : line.lastWords();
    }
}
