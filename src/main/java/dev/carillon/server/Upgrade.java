package dev.carillon.server;

import dev.carillon.lane.Lane;
import dev.carillon.lane.Receiver;
import dev.carillon.metrics.LoopMeters;
import dev.carillon.server.Decision.NoPlace;
import dev.carillon.server.Decision.Welcome;
import dev.carillon.server.Entrances.Entrance;
import dev.carillon.websocket.OpeningRequest;
import dev.carillon.websocket.ServerHandshake;
import dev.carillon.websocket.ServerHandshake.Accepted;
import dev.carillon.websocket.ServerHandshake.Refused;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The way of a socket from the front door to its lane: a request that asks for a WebSocket is answered here, by the lane
 * where it may have one, and Vert.x hears no more of it.
 */
final class Upgrade {
    private final ServerHandshake handshake = new ServerHandshake();
    private final Lane lane;
    private final Reception reception;
    private final Visitors visitors;
    private final LoopMeters meters;

    Upgrade(Lane lane, Reception reception, Visitors visitors, LoopMeters meters) {
        this.lane = lane;
        this.reception = reception;
        this.visitors = visitors;
        this.meters = meters;
    }

    /** Whether {@code request} asks for a WebSocket, well or badly. */
    static boolean isAskedForBy(HttpServerRequest request) {
        String upgrade = request.getHeader("upgrade");
        return upgrade != null && upgrade.regionMatches(true, 0, "websocket", 0, "websocket".length());
    }

    /** Answers {@code request} for a WebSocket at {@code entrance}. */
    void answer(HttpServerRequest request, Entrance entrance) {
        switch (handshake.answer(new Head(request), entrance.subprotocols(), entrance.compression())) {
            case Accepted accepted -> {
                Channel channel = channel(request);
                switch (reception.decide(lane.openCount(), () -> (InetSocketAddress) channel.remoteAddress())) {
                    case Welcome welcome -> {
                        visitors.leaves(request.connection());
                        Receiver receiver = entrance.receiver().apply(accepted);
                        lane.adopt(
                                channel, accepted.response(), welcome.counting().apply(receiver));
                    }
                    case NoPlace noPlace -> tell(request, noPlace.answer());
                }
            }
            case Refused refused -> {
                meters.handshakeRefused(refused.status());
                tell(request, refused);
            }
        }
    }

    private static void tell(HttpServerRequest request, Refused refused) {
        HttpServerResponse response = request.response().setStatusCode(refused.status());
        refused.headers().forEach(response::putHeader);
        Answers.text(response, refused.message());
    }

    /** Vert.x has no public way to a request's channel; toNetSocket() loses what came behind the handshake. */
    private static Channel channel(HttpServerRequest request) {
        return ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .channel();
    }

    /** A request as the handshake sees it. */
    private record Head(HttpServerRequest request) implements OpeningRequest {

        @Override
        public String method() {
            return request.method().name();
        }

        @Override
        public String httpVersion() {
            return request.version() == HttpVersion.HTTP_1_1 ? "HTTP/1.1" : "HTTP/1.0";
        }

        @Override
        public List<String> values(String headerName) {
            return request.headers().getAll(headerName);
        }
    }
}
