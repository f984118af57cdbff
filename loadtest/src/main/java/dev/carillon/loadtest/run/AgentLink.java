package dev.carillon.loadtest.run;

import dev.carillon.loadtest.measure.ClockEstimate;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.run.Messages.Writing;
import dev.carillon.loadtest.wire.Records;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * The leader's side of a channel to an agent, which starts one worker for it. It reads the clock of the agent's machine
 * regularly and sends the offset to the worker. This also shows each side that the other is alive. Belongs to the
 * conductor's loop.
 */
final class AgentLink {
    /** A link is lost if it receives nothing for this time. */
    static final int SILENCE_SECONDS = 10;

    /** The longest time for each of TCP connect, TLS handshake and handshake of the channel. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** With this many exchanges, at least one of them is hardly delayed by other traffic. */
    private static final int FIRST_EXCHANGES = 16;

    /** The time between two exchanges, in which two clocks drift apart by at most 10 µs. */
    private static final long PAUSE_MILLIS = 100;

    private final Vertx vertx;
    /** This reference is necessary: Vert.x closes a client that is not referenced, and its sockets. */
    private final NetClient client;

    private final AgentAddress agent;
    private final Secret secret;
    private final Consumer<String> onLoss;
    private final ClockEstimate clock = new ClockEstimate();
    private boolean started;
    private boolean asking;

    /** Makes a link that calls {@code onLoss} with the reason when a started worker is lost. */
    AgentLink(Vertx vertx, AgentAddress agent, Secret secret, Consumer<String> onLoss) {
        this.vertx = vertx;
        this.client = vertx.createNetClient(ChannelTls.connecting()
                .setConnectTimeout((int) PATIENCE.toMillis())
                .setReadIdleTimeout(SILENCE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
        this.agent = agent;
        this.secret = secret;
        this.onLoss = onLoss;
    }

    /** Completes when the worker is ready. Fails with the reason if it cannot be started. */
    Future<Worker> start(Plan plan, WorkerRequest request) {
        return client.connect(agent.port(), agent.host())
                .recover(cause -> Future.failedFuture(reason(cause)))
                .compose(socket -> ChannelHandshake.connect(vertx, socket, secret, PATIENCE))
                .onSuccess(this::watch)
                .compose(channel -> exchange(channel, FIRST_EXCHANGES)
                        .compose(known -> start(channel, plan, request))
                        .compose(laneName -> setClock(channel).map(told -> laneName))
                        .map(laneName -> new Worker(
                                plan,
                                request.share(),
                                channel,
                                laneName,
                                Optional.of(new Worker.Place(agent.toString(), clock)))));
    }

    private static String reason(Throwable cause) {
        if (!(cause instanceof SSLException)) {
            return "cannot be reached: " + cause.getMessage();
        }
        // Vert.x wraps the exception of TLS.
        return switch (cause.getCause()) {
            case NotSslRecordException withoutTls -> "is not an agent of carillon loadtest";
            case SslHandshakeTimeoutException late -> "did not complete the handshake in time";
            case null, default -> "closed the connection during the handshake";
        };
    }

    private void watch(Channel channel) {
        long timer = vertx.setPeriodic(PAUSE_MILLIS, tick -> keepInTouch(channel));
        channel.ended().onComplete(closed -> {
            vertx.cancelTimer(timer);
            if (started) {
                onLoss.accept(lossOf(channel));
            }
        });
    }

    // ---- the clock of the agent's machine

    private Future<Void> exchange(Channel channel, int times) {
        return times == 0 ? Future.succeededFuture() : exchange(channel).compose(done -> exchange(channel, times - 1));
    }

    private Future<Boolean> exchange(Channel channel) {
        long asked = System.nanoTime();
        return channel.ask(
                Request.CLOCK,
                Writing.NOTHING,
                in -> {
                    clock.onExchange(asked, in.readLong(), System.nanoTime());
                    return true;
                },
                false);
    }

    private void keepInTouch(Channel channel) {
        if (asking) {
            return;
        }
        asking = true;
        exchange(channel)
                .compose(known -> started ? setClock(channel) : Future.succeededFuture())
                .onComplete(told -> asking = false);
    }

    private Future<Void> setClock(Channel channel) {
        long ahead = clock.offsetNanos();
        return channel.step(Request.SET_CLOCK, out -> out.writeLong(ahead));
    }

    // ---- the worker

    private Future<String> start(Channel channel, Plan plan, WorkerRequest request) {
        Writing job = out -> {
            Records.write(request, out);
            Records.write(plan, out);
        };
        return channel.ask(Request.START, job, in -> in.readUTF(), "").compose(laneName -> {
            if (channel.isClosed()) {
                return Future.failedFuture(lossOf(channel));
            }
            started = true;
            return Future.succeededFuture(laneName);
        });
    }

    private static String lossOf(Channel channel) {
        return channel.lastWords().isEmpty()
                ? "is lost: its connection ended, or received nothing for " + SILENCE_SECONDS + " s"
                : channel.lastWords();
    }
}
