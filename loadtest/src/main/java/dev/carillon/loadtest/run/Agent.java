package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Require;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Listens for leaders of runs and starts workers on this machine for them, one run after the other. Belongs to a loop
 * of its own.
 */
public final class Agent {
    /** How long a run waits for the end of the run before it. */
    private static final long BUSY_SECONDS = 10;

    private final Vertx vertx;
    private final Context context;
    private final Settings settings;
    private final Consumer<String> log;
    private final WorkerListener workers;
    private final NetServerOptions options;
    private final Duration patience;
    private final Set<AgentSession> sessions = new LinkedHashSet<>();
    private int port;

    /**
     * The settings of an agent.
     *
     * @param secret that the leader of a run must have
     * @param local addresses from which the workers of this agent open connections, in the form of {@code --local}
     * @param tokenFile file with the tokens that the workers of this agent send
     * @param version of this program
     */
    public record Settings(
            AgentAddress listen, Secret secret, Optional<String> local, Optional<Path> tokenFile, String version) {
        public Settings {
            Require.that(
                    !secret.isNone() || isLoopback(listen),
                    "expected --listen to be a loopback address, or a secret by --secret-file, since every program"
                            + " that reaches the port can make this machine open connections, but was " + listen);
        }

        private static boolean isLoopback(AgentAddress listen) {
            try {
                return InetAddress.getByName(listen.host()).isLoopbackAddress();
            } catch (UnknownHostException unknown) {
                throw new IllegalArgumentException(
                        "--listen must be an address of this machine, was " + listen, unknown);
            }
        }
    }

    private Agent(Vertx vertx, Settings settings, Duration patience, Consumer<String> log) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.log = log;
        this.patience = patience;
        // This thread may wait, and the key pair takes a while.
        this.options = ChannelTls.accepting(patience)
                .setReadIdleTimeout(AgentLink.SILENCE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        this.workers = new WorkerListener(vertx);
    }

    /**
     * Starts an agent and waits until it listens. Called on a thread that may wait.
     *
     * @param log receives a line for each worker that begins or ends, on the agent's loop
     */
    public static Agent start(Settings settings, Consumer<String> log) {
        return start(settings, AgentLink.PATIENCE, log);
    }

    /** Starts an agent, as the other method does; leaders must authenticate themselves within {@code patience}. */
    static Agent start(Settings settings, Duration patience, Consumer<String> log) {
        Vertx vertx = Loops.vertx(1);
        Agent agent = new Agent(vertx, settings, patience, log);
        try {
            return Loops.on(agent.context, agent::open).map(agent).await();
        } catch (RuntimeException failure) {
            vertx.close().await();
            throw failure;
        }
    }

    public int port() {
        return port;
    }

    /** Ends the agent and all its workers, and waits for their end. Called on a thread that may wait. */
    public void close() {
        Loops.on(context, () -> {
                    List.copyOf(sessions).forEach(AgentSession::dismiss);
                    return Future.join(sessions.stream().map(AgentSession::over).toList());
                })
                .eventually(vertx::close)
                .await();
    }

    private Future<NetServer> open() {
        NetServer server = vertx.createNetServer(options)
                .exceptionHandler(withoutTls -> log.accept("refused a connection: TLS was not established"))
                .connectHandler(this::accept);
        return workers.open()
                .compose(ready -> server.listen(
                        settings.listen().port(), settings.listen().host()))
                .onSuccess(listening -> port = listening.actualPort());
    }

    private void accept(NetSocket socket) {
        ChannelHandshake.accept(vertx, socket, settings.secret(), settings.version(), patience)
                .onSuccess(this::begin)
                .onFailure(cause -> log.accept("refused %s: %s".formatted(socket.remoteAddress(), cause.getMessage())));
    }

    private void begin(Channel leader) {
        AgentSession session = new AgentSession(vertx, this, leader);
        sessions.add(session);
        session.over().onSuccess(over -> sessions.remove(session)).onFailure(never -> log.accept("" + never));
    }

    // ---- for sessions

    /** Completes when the workers of all other runs have ended. Fails with a reason if they take too long. */
    Future<Void> admit(AgentSession session, WorkerRequest request) {
        List<Future<Void>> ends = sessions.stream()
                .filter(each -> each != session && each.hasRequest() && !each.isOf(request.run()))
                .map(AgentSession::over)
                .toList();
        Promise<Void> free = Promise.promise();
        // A timer of Vert.x, since Future.timeout would complete on another thread than that of the agent.
        long timer = vertx.setTimer(
                TimeUnit.SECONDS.toMillis(BUSY_SECONDS),
                late -> free.tryFail("is busy with another run: start an agent on another port, or wait"));
        Future.all(ends).onComplete(over -> {
            vertx.cancelTimer(timer);
            free.tryComplete();
        });
        return free.future();
    }

    /** Starts the requested worker; {@code plan} has the form in which {@code Records} are written. */
    WorkerStart start(WorkerRequest request, byte[] plan) {
        return workers.start(request.heapMax(), request.membership(settings.local(), settings.tokenFile()), plan);
    }

    void log(String line) {
        log.accept(line);
    }
}
