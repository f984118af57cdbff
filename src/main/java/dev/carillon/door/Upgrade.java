package dev.carillon.door;

import dev.carillon.admission.Admission;
import dev.carillon.admission.Decision.NoPlace;
import dev.carillon.admission.Decision.Welcome;
import dev.carillon.door.WebSocketRoutes.WebSocketRoute;
import dev.carillon.handshake.ServerHandshake;
import dev.carillon.handshake.ServerHandshake.Accepted;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.http.Answers;
import dev.carillon.http.HttpConnections;
import dev.carillon.http.HttpDate;
import dev.carillon.http.RequestHead;
import dev.carillon.lane.Lane;
import dev.carillon.lane.Receiver;
import dev.carillon.metrics.LoopMeters;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetSocketAddress;

/**
 * The way of a socket from the front door to its lane: a request that asks for a WebSocket is answered here, by the lane
 * where it may have one, and Vert.x hears no more of it.
 */
public final class Upgrade {
    private final ServerHandshake handshake = new ServerHandshake();
    private final Lane lane;
    private final Admission admission;
    private final HttpConnections httpConnections;
    private final LoopMeters meters;
    private final HttpDate date;

    public Upgrade(Lane lane, Admission admission, HttpConnections httpConnections, LoopMeters meters, HttpDate date) {
        this.lane = lane;
        this.admission = admission;
        this.httpConnections = httpConnections;
        this.meters = meters;
        this.date = date;
    }

    /** Answers {@code request} for a WebSocket at {@code route}. */
    public void answer(HttpServerRequest request, WebSocketRoute route) {
        switch (handshake.answer(new RequestHead(request), route.subprotocols(), route.compression())) {
            case Accepted accepted -> {
                Channel channel = channel(request);
                switch (admission.decide(lane.openCount(), () -> (InetSocketAddress) channel.remoteAddress())) {
                    case Welcome welcome -> {
                        httpConnections.leaves(request.connection());
                        Receiver receiver = route.receiver().apply(accepted);
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
