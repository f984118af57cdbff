package dev.carillon.loadtest.run;

import dev.carillon.loadtest.run.Messages.Writing;
import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an agent: when the leader has proven itself, the agent starts a worker for it, and passes on what
 * each says to the other. It ends when the worker has ended, and the worker ends with the connection. Belongs to the
 * agent's loop.
 */
final class AgentSession {
    private static final long LEAVE_SECONDS = 5;

    /** What an agent does for all that come. */
    interface House {
        /** Ends when the place is free; fails with a reason why the worker is not to be. */
        Future<Void> admit(AgentSession newcomer, WorkerRequest request);

        /** Starts the worker that is asked for, with {@code plan} as {@link Records} have it. */
        WorkerStart start(WorkerRequest request, byte[] plan);

        void log(String line);
    }

    private final Vertx vertx;
    private final House house;
    private final NetSocket socket;
    private final AgentHandshake agentHandshake;
    private final Promise<Void> over = Promise.promise();
    private boolean proven;
    private boolean closed;
    private @Nullable WorkerRequest request;
    private @Nullable WorkerStart workerStart;
    private @Nullable NetSocket worker;

    AgentSession(Vertx vertx, House house, NetSocket socket, AgentHandshake agentHandshake) {
        this.vertx = vertx;
        this.house = house;
        this.socket = socket;
        this.agentHandshake = agentHandshake;
    }

    void begin() {
        socket.closeHandler(gone -> onClose());
        Messages.hear(socket, () -> proven ? Messages.LENGTH_MAX : AgentHandshake.LENGTH_MAX, this::hear);
        say(agentHandshake.hello());
    }

    boolean isOf(int run) {
        return request != null && request.run() == run;
    }

    /** Whether it has asked for a worker. */
    boolean isEngaged() {
        return request != null;
    }

    /** Ends when the connection and the worker have ended. */
    Future<Void> over() {
        return over.future();
    }

    private void hear(byte[] message) {
        try (DataInputStream in = Messages.in(message)) {
            if (proven) {
                answer(in.readInt(), Request.valueOf(in.readUTF()), in, message);
            } else {
                Writing welcome = agentHandshake.admit(in);
                proven = true;
                say(welcome);
            }
        } catch (AgentHandshake.Refused refused) {
            house.log("refused %s: %s".formatted(socket.remoteAddress(), refused.getMessage()));
            say(out -> out.writeUTF(String.valueOf(refused.getMessage())));
            end();
        } catch (IOException | IllegalArgumentException nonsense) {
            end();
        }
    }

    private void answer(int id, Request ask, DataInputStream in, byte[] message) throws IOException {
        switch (ask) {
            case CLOCK -> answer(id, "", out -> out.writeLong(System.nanoTime()));
            case PLAY -> play(id, Records.read(WorkerRequest.class, in), in.readAllBytes());
            case SET_CLOCK, OPEN, BEGIN, END, DRAIN, HURRY, CLOSE, SNAPSHOT -> pass(message, worker);
        }
    }

    private void play(int id, WorkerRequest asked, byte[] plan) {
        if (request != null) {
            end();
            return;
        }
        request = asked;
        house.admit(this, asked)
                .compose(free -> start(asked, plan))
                .onSuccess(laneName -> answer(id, "", out -> out.writeUTF(laneName)))
                .onFailure(cause -> answer(id, String.valueOf(cause.getMessage()), Writing.NOTHING));
    }

    private Future<String> start(WorkerRequest asked, byte[] plan) {
        if (closed) {
            return Future.failedFuture("the connection has ended");
        }
        WorkerStart started = house.start(asked, plan);
        workerStart = started;
        house.log("%s has worker %d of %d play %s"
                .formatted(
                        socket.remoteAddress(),
                        asked.share().index() + 1,
                        asked.share().parts(),
                        asked.workload()));
        started.end().onComplete(ended -> onWorkerEnd(ended.result()));
        return started.arrival()
                .map(this::introduce)
                .recover(cause -> Future.failedFuture("its worker " + cause.getMessage()));
    }

    private String introduce(WorkerStart.Arrival arrival) {
        worker = arrival.socket();
        arrival.hearer().accept(message -> pass(message, socket));
        if (closed) {
            endWorker();
        }
        return arrival.laneName();
    }

    // ---- the end

    /** The agent ends. */
    void dismiss() {
        end();
    }

    private void onClose() {
        closed = true;
        WorkerStart started = workerStart;
        if (started == null) {
            over.tryComplete();
            return;
        }
        endWorker();
        vertx.setTimer(TimeUnit.SECONDS.toMillis(LEAVE_SECONDS), late -> started.kill());
    }

    private void endWorker() {
        if (worker != null) {
            worker.close().onFailure(gone -> house.log("a worker was gone already"));
        }
    }

    private void onWorkerEnd(String how) {
        house.log("%s has its worker no more: it %s".formatted(socket.remoteAddress(), how));
        if (!closed) {
            say(out -> {
                out.writeInt(RequestChannel.LAST_WORDS);
                out.writeUTF("its worker " + how);
            });
            end();
        }
        over.tryComplete();
    }

    // ---- what is said

    private void answer(int id, String failure, Writing body) {
        say(out -> {
            out.writeInt(id);
            out.writeUTF(failure);
            body.to(out);
        });
    }

    private void say(Writing message) {
        socket.write(Messages.message(message)).onFailure(gone -> closed = true);
    }

    private static void pass(byte[] message, @Nullable NetSocket to) {
        if (to != null) {
            to.write(Messages.framed(message)).onFailure(gone -> to.pause());
        }
    }

    private void end() {
        socket.end().onFailure(gone -> socket.pause());
    }
}
