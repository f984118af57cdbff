package dev.carillon.door;

import dev.carillon.admission.Decision;
import dev.carillon.door.Handshakes.Admitted;
import dev.carillon.door.Handshakes.NoPlace;
import dev.carillon.door.Handshakes.NotInOrder;
import dev.carillon.door.StreamRoutes.StreamRoute;
import dev.carillon.door.WebSocketRoutes.WebSocketRoute;
import dev.carillon.http.Answers;
import dev.carillon.http.HttpConnections;
import dev.carillon.http.HttpDate;
import dev.carillon.http.RequestHead;
import dev.carillon.lane.Lane;
import dev.carillon.lane.Receiver;
import dev.carillon.metrics.LoopMeters;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way of a socket from the front door to its lane: a request that asks for a WebSocket or an event stream is answered
 * here, by the lane where it may have one, and Vert.x hears no more of it.
 */
public final class Upgrade {
    private final Lane lane;
    private final Handshakes handshakes;
    private final HttpConnections httpConnections;
    private final LoopMeters meters;
    private final HttpDate date;
    private final StreamHead streamHead;

    public Upgrade(
            Lane lane, Handshakes handshakes, HttpConnections httpConnections, LoopMeters meters, HttpDate date) {
        this.lane = lane;
        this.handshakes = handshakes;
        this.httpConnections = httpConnections;
        this.meters = meters;
        this.date = date;
        this.streamHead = new StreamHead(date, RandomGenerator.getDefault());
    }

    /** Answers {@code request} for a WebSocket at {@code route}. */
    public void answer(HttpServerRequest request, WebSocketRoute route) {
        Channel channel = channel(request);
        switch (handshakes.admit(
                new RequestHead(request), route, lane.openCount(), () -> (InetSocketAddress) channel.remoteAddress())) {
            case Admitted admitted -> {
                httpConnections.leaves(request.connection());
                lane.adopt(channel, admitted.accepted().response(date.now()), admitted.receiver());
            }
            case NoPlace noPlace -> Answers.refuse(request.response(), noPlace.answer());
            case NotInOrder mistake -> {
                meters.handshakeRefused(mistake.answer().status());
                Answers.refuse(request.response(), mistake.answer());
            }
        }
    }

    /** Answers {@code request} for the event stream at {@code route}; HEAD takes no place. */
    public void answer(HttpServerRequest request, StreamRoute route) {
        if (request.method().equals(HttpMethod.HEAD)) {
            streamHead.answer(request);
            return;
        }
        Channel channel = channel(request);
        Supplier<@Nullable InetSocketAddress> peer = () -> (InetSocketAddress) channel.remoteAddress();
        switch (handshakes.place(lane.openCount(), peer)) {
            case Decision.Welcome welcome -> {
                httpConnections.leaves(request.connection());
                Receiver receiver = handshakes.watched(new RequestHead(request), peer, route.receiver());
                lane.adopt(channel, streamHead.of(request), welcome.counting().apply(receiver));
            }
            case Decision.NoPlace noPlace -> Answers.refuse(request.response(), noPlace.answer());
        }
    }

    /** Vert.x has no public way to a request's channel; toNetSocket() loses what came behind the handshake. */
    private static Channel channel(HttpServerRequest request) {
        return ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .channel();
    }
}
