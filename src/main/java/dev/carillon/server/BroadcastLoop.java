package dev.carillon.server;

import dev.carillon.admission.ConnectionLimits;
import dev.carillon.admission.PendingHandshakes;
import dev.carillon.http.Http2Connections;
import dev.carillon.http.HttpConnections;
import dev.carillon.hub.Hub;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Lane;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** One loop of the node, as seen by the code that stops the node. */
final class BroadcastLoop {
    /** A short step, so that a drain of a million connections in a second does not come in bursts: 50,000 a step. */
    private static final long STEP_MILLIS = 50;

    /** Five seconds at most, so that publishers that never pause cannot keep a node from stopping. */
    private static final int SWEEP_CHECKS = 100;

    /** A second for the answers to the last close frames; five if bytes wait before them, or in the log. */
    private static final int ANSWER_CHECKS = 20;

    private static final int READING_CHECKS = 100;

    /** Much longer than the longest turn, and shorter than the time after which a prober gives up. */
    private static final int ANSWER_SECONDS = 5;

    private final Vertx vertx;
    private final Context context;
    private final Lane lane;
    private final Hub hub;
    private final ConnectionLimits connectionLimits;
    private final HttpConnections httpConnections;
    private final Http2Connections http2;

    BroadcastLoop(
            Vertx vertx,
            Context context,
            Lane lane,
            Hub hub,
            ConnectionLimits connectionLimits,
            HttpConnections httpConnections,
            Http2Connections http2) {
        this.vertx = vertx;
        this.context = context;
        this.lane = lane;
        this.hub = hub;
        this.connectionLimits = connectionLimits;
        this.httpConnections = httpConnections;
        this.http2 = http2;
    }

    /** Completes when the loop runs a task; fails if that takes too long. */
    Future<Void> answer() {
        Promise<Void> answered = Promise.promise();
        try {
            context.runOnContext(now -> answered.complete());
        } catch (RejectedExecutionException ended) {
            answered.fail(ended);
        }
        return answered.future().timeout(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Delivers pending publications, then closes all connections at an even pace over {@code window}, so that they do
     * not all reconnect at once, and waits briefly for the last answers.
     */
    Future<Void> drain(Duration window) {
        Promise<Void> drained = Promise.promise();
        context.runOnContext(now -> {
            connectionLimits.end();
            // Before any stream ends, so that its client reconnects to another node and not over this connection.
            http2.goAway();
            awaitSweep(SWEEP_CHECKS, window, drained);
        });
        return drained.future();
    }

    /**
     * A publication that was acknowledged is delivered: no connection gets its close frame before pending publications.
     */
    private void awaitSweep(int checksLeft, Duration window, Promise<Void> drained) {
        if (hub.pendingBytes() > 0 && checksLeft > 0) {
            vertx.setTimer(STEP_MILLIS, later -> awaitSweep(checksLeft - 1, window, drained));
            return;
        }
        Queue<Connection> open = new ArrayDeque<>(lane.openCount());
        lane.forEach(open::add);
        DrainPace pace = new DrainPace(open.size(), Duration.ofMillis(STEP_MILLIS), window, System::nanoTime);
        closeSome(open, new ArrayList<>(), pace, returnTimes(), drained);
    }

    private ReturnTimes returnTimes() {
        return new ReturnTimes(
                connectionLimits.handshakeRate().orElse(ReturnTimes.MOST),
                System::nanoTime,
                RandomGenerator.getDefault());
    }

    /** @param catchingUp connections that still read published messages from the log; they are closed afterwards */
    private void closeSome(
            Queue<Connection> open,
            List<Connection> catchingUp,
            DrainPace pace,
            ReturnTimes returns,
            Promise<Void> drained) {
        for (int due = pace.due(open.size()); due > 0; due--) {
            Connection next = open.remove();
            if (next.cursor().isPresent()) {
                catchingUp.add(next);
            } else {
                shutDown(next, returns);
            }
        }
        if (open.isEmpty()) {
            closeCatchingUp(catchingUp, 0, returns, drained);
        } else {
            vertx.setTimer(STEP_MILLIS, later -> closeSome(open, catchingUp, pace, returns, drained));
        }
    }

    private void closeCatchingUp(List<Connection> catchingUp, int checked, ReturnTimes returns, Promise<Void> drained) {
        boolean last = checked == READING_CHECKS - ANSWER_CHECKS;
        List<Connection> stillCatchingUp = new ArrayList<>();
        for (Connection connection : catchingUp) {
            if (!last && connection.cursor().isPresent()) {
                stillCatchingUp.add(connection);
            } else {
                shutDown(connection, returns);
            }
        }
        if (stillCatchingUp.isEmpty()) {
            closePendingHandshakes();
            httpConnections.refuseAll();
            awaitAnswers(0, READING_CHECKS - checked, drained);
        } else {
            vertx.setTimer(STEP_MILLIS, later -> closeCatchingUp(stillCatchingUp, checked + 1, returns, drained));
        }
    }

    private void shutDown(Connection connection, ReturnTimes returns) {
        lane.shutDown(connection, returns.next());
    }

    /** Closes connections that have sent no request, without waiting for an answer. */
    private void closePendingHandshakes() {
        PendingHandshakes pendingHandshakes = connectionLimits.pendingHandshakes();
        for (Connection longest = pendingHandshakes.longest(); longest != null; longest = pendingHandshakes.longest()) {
            pendingHandshakes.remove(longest);
            longest.close(Ending.CLOSED_HERE);
        }
    }

    /** An open connection has not answered its close frame, or has not read it yet. */
    private void awaitAnswers(int checked, int readingChecks, Promise<Void> drained) {
        int checksMax = lane.waitingBytes() > 0 ? readingChecks : ANSWER_CHECKS;
        boolean allGone = lane.openCount() == 0 && !httpConnections.someLinger() && http2.isEmpty();
        if (allGone || checked >= checksMax) {
            lane.stop();
            httpConnections.endAll();
            http2.endAll();
            drained.complete();
        } else {
            vertx.setTimer(STEP_MILLIS, later -> awaitAnswers(checked + 1, readingChecks, drained));
        }
    }
}
