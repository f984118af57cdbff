package dev.carillon.server;

import dev.carillon.lane.Lane;
import dev.carillon.lane.Receiver;
import dev.carillon.metrics.LoopMeters;
import dev.carillon.server.Decision.NoPlace;
import dev.carillon.server.Decision.Welcome;
import dev.carillon.server.Entrances.Entrance;
import dev.carillon.websocket.ServerHandshake;
import dev.carillon.websocket.ServerHandshake.Accepted;
import dev.carillon.websocket.ServerHandshake.Refused;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetSocketAddress;

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
    private final HttpDate date;

    Upgrade(Lane lane, Reception reception, Visitors visitors, LoopMeters meters, HttpDate date) {
        this.lane = lane;
        this.reception = reception;
        this.visitors = visitors;
        this.meters = meters;
        this.date = date;
    }

    /** Answers {@code request} for a WebSocket at {@code entrance}. */
    void answer(HttpServerRequest request, Entrance entrance) {
        switch (handshake.answer(new RequestHead(request), entrance.subprotocols(), entrance.compression())) {
            case Accepted accepted -> {
                Channel channel = channel(request);
                switch (reception.decide(lane.openCount(), () -> (InetSocketAddress) channel.remoteAddress())) {
                    case Welcome welcome -> {
                        visitors.leaves(request.connection());
                        Receiver receiver = entrance.receiver().apply(accepted);
                        lane.adopt(
                                channel,
                                accepted.response(date.now()),
                                welcome.counting().apply(receiver));
                    }
                    case NoPlace noPlace -> Answers.refuse(request.response(), noPlace.answer());
                }
            }
            case Refused refused -> {
                meters.handshakeRefused(refused.status());
                Answers.refuse(request.response(), refused);
            }
        }
    }

    /** Vert.x has no public way to a request's channel; toNetSocket() loses what came behind the handshake. */
    private static Channel channel(HttpServerRequest request) {
        return ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .channel();
    }
}
