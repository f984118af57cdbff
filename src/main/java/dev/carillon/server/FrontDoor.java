package dev.carillon.server;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.lane.Acceptor;
import dev.carillon.lane.FastLane;
import dev.carillon.lane.Lane;
import io.netty.channel.epoll.Epoll;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/** How connections come to the loops of a node. */
sealed interface FrontDoor {

    /** More than come in a storm before the loop sees them; the kernel cuts it to net.core.somaxconn. */
    int BACKLOG = 4096;

    /** Vert.x lets servers share one free port if they ask for the same negative one. */
    int ANY_PORT_FOR_ALL = -1;

    /**
     * The door for {@code settings}.
     *
     * @throws IOException when the address cannot be listened on, as far as that is known before Vert.x tries
     */
    static FrontDoor of(ServiceSettings settings, HandOver handOver) throws IOException {
        Listening listening = settings.listening();
        if (Epoll.isAvailable() && settings.lane() != LaneChoice.CHANNEL) {
            InetSocketAddress address = new InetSocketAddress(listening.host(), listening.port());
            return new ThroughLane(Acceptor.listen(address, BACKLOG), handOver);
        }
        return new ThroughVertx(listening.host(), listening.port() == 0 ? ANY_PORT_FOR_ALL : listening.port());
    }

    /** Lets {@code http} and {@code lane} of one loop have their share of the connections; the future has the port. */
    Future<Integer> open(int loop, Lane lane, HttpServer http, Entrances entrances);

    /** Begins to accept, when all loops are ready. */
    void start();

    /** Ends accepting. */
    void stop();

    /** Through Vert.x, which accepts on a thread of its own and knows HTTP; WebSockets leave it by {@link Upgrade}. */
    record ThroughVertx(String host, int port) implements FrontDoor {
        @Override
        public Future<Integer> open(int loop, Lane lane, HttpServer http, Entrances entrances) {
            return http.listen(port, host).map(HttpServer::actualPort);
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}
    }

    /** Through the fast lane, which leaves to Vert.x what is no WebSocket. */
    record ThroughLane(Acceptor acceptor, HandOver handOver) implements FrontDoor {
        @Override
        public Future<Integer> open(int loop, Lane lane, HttpServer http, Entrances entrances) {
            FastLane fast = (FastLane) lane;
            acceptor.dealTo(fast, new Doorstep(fast, entrances, handOver, loop));
            return http.listen(HandOver.address(loop)).map(listening -> acceptor.port());
        }

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
