package dev.carillon.door;

import dev.carillon.config.CannotListen;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.http.Http2Connections;
import dev.carillon.lane.Acceptor;
import dev.carillon.lane.Receiver;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.SocketChannel;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How connections come to the loops of a node: the fast lane accepts them, or Vert.x does. */
public sealed interface FrontDoor {
    /** More than arrive in a storm before the loop accepts them; the kernel limits it to net.core.somaxconn. */
    int BACKLOG = 4096;

    /** With the same negative port, Vert.x lets several servers share one free port. */
    int ANY_PORT_FOR_ALL = -1;

    /**
     * The front door for {@code settings}.
     *
     * @throws IOException when the service cannot listen on the address, as far as this is known before Vert.x tries
     */
    static FrontDoor of(ServiceSettings settings, HandOver handOver) throws IOException {
        Listening listening = settings.listening();
        if (Epoll.isAvailable() && settings.laneForSockets() != LaneChoice.CHANNEL) {
            return new ThroughLane(listen(listening), handOver);
        }
        if (settings.proxies().proxyProtocol() && !Epoll.isAvailable()) {
            throw new IOException("--proxy-protocol needs " + ThroughVertx.NATIVE_EPOLL);
        }
        if (settings.tls().isPresent() && !handOver.available()) {
            ThroughVertx.LOG.log(
                    Level.INFO, "clients are offered HTTP/1.1 only: HTTP/2 needs " + ThroughVertx.NATIVE_EPOLL);
        }
        handOver.clientPort(listening.port());
        return new ThroughVertx(listening, handOver);
    }

    private static Acceptor listen(Listening listening) throws CannotListen {
        try {
            return Acceptor.listen(new InetSocketAddress(listening.host(), listening.port()), BACKLOG);
        } catch (IOException reason) {
            throw cannotListen(listening, reason);
        }
    }

    private static CannotListen cannotListen(Listening listening, Throwable reason) {
        return new CannotListen("--port", "--host", listening.host(), listening.port(), reason);
    }

    /**
     * Gives {@code loop} its share of the connections. The future returns the port.
     *
     * @param receiverOf makes the first receiver of connections on the fast lane; its argument hands a channel and the
     *     bytes already read to Vert.x
     */
    Future<Integer> open(
            int loop, HttpServer http, Function<BiConsumer<SocketChannel, byte[]>, HandshakeReceiver> receiverOf);

    /** Whether clients that come by TLS may be offered HTTP/2. */
    boolean offersHttp2();

    /** Connections of {@code loop} whose clients choose HTTP/2 go to {@code connections}. */
    void http2(EventLoop loop, Http2Connections connections);

    /** Begins to accept. Called when all loops are ready. */
    void start();

    /** Accepts no more connections. */
    void stop();

    /** Vert.x accepts on a thread of its own and reads HTTP. WebSockets leave it by {@link Upgrade}. */
    record ThroughVertx(Listening listening, HandOver handOver) implements FrontDoor {
        private static final Logger LOG = System.getLogger(FrontDoor.class.getName());

        private static final String NATIVE_EPOLL =
                "native epoll (Linux on x86-64 or ARM64, and a /tmp that is not mounted noexec), but it cannot be loaded here";

        @Override
        public Future<Integer> open(
                int loop, HttpServer http, Function<BiConsumer<SocketChannel, byte[]>, HandshakeReceiver> receiverOf) {
            int port = listening.port() == 0 ? ANY_PORT_FOR_ALL : listening.port();
            return http.listen(port, listening.numericHost())
                    .map(HttpServer::actualPort)
                    .onSuccess(handOver::clientPort)
                    .recover(reason -> Future.failedFuture(cannotListen(listening, reason)));
        }

        /** Without native epoll, Vert.x uses its own transport, from which connections cannot be taken over. */
        @Override
        public boolean offersHttp2() {
            return handOver.available();
        }

        @Override
        public void http2(EventLoop loop, Http2Connections connections) {
            handOver.http2(loop, connections);
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}
    }

    /** The fast lane accepts, and hands everything that is not a WebSocket to Vert.x. */
    record ThroughLane(Acceptor acceptor, HandOver handOver) implements FrontDoor {
        @Override
        public Future<Integer> open(
                int loop, HttpServer http, Function<BiConsumer<SocketChannel, byte[]>, HandshakeReceiver> receiverOf) {
            HandshakeReceiver first = receiverOf.apply((channel, read) -> handOver.accept(loop, channel, read));
            Receiver receiver = handOver.proxyProtocol()
                    .<Receiver>map(rules -> new ProxyHeaderReceiver(rules, first))
                    .orElse(first);
            acceptor.addRecipient(first.lane(), receiver);
            return http.listen(HandOver.address(loop)).map(listening -> acceptor.port());
        }

        /** This door has no TLS, and browsers speak HTTP/2 over TLS only. */
        @Override
        public boolean offersHttp2() {
            return false;
        }

        @Override
        public void http2(EventLoop loop, Http2Connections connections) {}

        @Override
        public void start() {
            acceptor.start();
        }

        @Override
        public void stop() {
            acceptor.stop();
        }
    }
}
