package dev.carillon.loadtest.run;

import dev.carillon.loadtest.run.Messages.Writing;
import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The agent's side of a channel to a leader: starts a worker for it, and forwards the leader's requests to the worker.
 * The session ends when the worker has ended, and the worker ends when the channel ends. Belongs to the agent's loop.
 */
final class AgentSession implements Channel.Service {
    private static final long LEAVE_SECONDS = 5;

    private final Vertx vertx;
    private final Agent agent;
    private final Channel leader;
    private final Promise<Void> over = Promise.promise();
    private @Nullable WorkerRequest request;
    private @Nullable WorkerStart workerStart;
    private @Nullable Channel worker;

    AgentSession(Vertx vertx, Agent agent, Channel leader) {
        this.vertx = vertx;
        this.agent = agent;
        this.leader = leader;
        leader.ended().onComplete(closed -> onClose());
        leader.serve(this);
    }

    boolean isOf(int run) {
        return request != null && request.run() == run;
    }

    /** Whether the leader has requested a worker. */
    boolean hasRequest() {
        return request != null;
    }

    /** Completes when the connection and the worker have ended. */
    Future<Void> over() {
        return over.future();
    }

    /** Closes the connection to the leader, because the agent ends. */
    void dismiss() {
        leader.end();
    }

    @Override
    public Future<Writing> answer(Request asked, DataInputStream in) throws IOException {
        return switch (asked) {
            case CLOCK -> Future.succeededFuture(out -> out.writeLong(System.nanoTime()));
            case START -> start(Records.read(WorkerRequest.class, in), in.readAllBytes());
            case JOIN -> throw new IllegalArgumentException(asked + " is for a worker");
            case SET_CLOCK, OPEN, BEGIN, END, DRAIN, HURRY, CLOSE, SNAPSHOT -> relay(asked, in.readAllBytes());
        };
    }

    /** Forwards a request to the worker. Never completes if the worker is lost: the leader then receives the reason. */
    private Future<Writing> relay(Request asked, byte[] body) {
        if (worker == null) {
            throw new IllegalArgumentException(asked + " is for a worker, and there is none");
        }
        return worker.ask(asked, out -> out.write(body), in -> Optional.of(in.readAllBytes()), Optional.<byte[]>empty())
                .compose(answer -> answer.<Future<Writing>>map(bytes -> Future.succeededFuture(out -> out.write(bytes)))
                        .orElseGet(() -> Promise.<Writing>promise().future()));
    }

    // ---- the worker

    private Future<Writing> start(WorkerRequest asked, byte[] plan) {
        if (request != null) {
            throw new IllegalArgumentException("expected one worker for a channel");
        }
        request = asked;
        return agent.admit(this, asked)
                .compose(free -> startWorker(asked, plan))
                .map(laneName -> out -> out.writeUTF(laneName));
    }

    private Future<String> startWorker(WorkerRequest asked, byte[] plan) {
        if (leader.isClosed()) {
            return Future.failedFuture("the connection has ended");
        }
        WorkerStart started = agent.start(asked, plan);
        workerStart = started;
        agent.log("%s has started worker %d of %d for %s"
                .formatted(
                        leader.remoteAddress(),
                        asked.share().index() + 1,
                        asked.share().parts(),
                        asked.workload()));
        started.end().onComplete(ended -> onWorkerEnd(ended.result()));
        return started.arrival()
                .map(this::onArrival)
                .recover(cause -> Future.failedFuture("its worker " + cause.getMessage()));
    }

    private String onArrival(WorkerStart.Arrival arrival) {
        worker = arrival.channel();
        if (leader.isClosed()) {
            arrival.channel().end();
        }
        return arrival.laneName();
    }

    // ---- the end

    private void onClose() {
        WorkerStart started = workerStart;
        if (started == null) {
            over.tryComplete();
            return;
        }
        if (worker != null) {
            worker.end();
        }
        vertx.setTimer(TimeUnit.SECONDS.toMillis(LEAVE_SECONDS), late -> started.kill());
    }

    private void onWorkerEnd(String how) {
        agent.log("%s: its worker %s".formatted(leader.remoteAddress(), how));
        if (!leader.isClosed()) {
            leader.end("its worker " + how);
        }
        over.tryComplete();
    }
}
