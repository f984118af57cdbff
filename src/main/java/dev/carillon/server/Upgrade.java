package dev.carillon.server;

import dev.carillon.lane.Lane;
import dev.carillon.metrics.LoopMeters;
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
import java.util.List;

/**
 * The way of a socket from the front door to its lane: a request that asks for a WebSocket is answered here, by the lane
 * where it may have one, and Vert.x hears no more of it.
 */
final class Upgrade {
    private final ServerHandshake handshake = new ServerHandshake();
    private final Lane lane;
    private final Admission admission;
    private final Visitors visitors;
    private final LoopMeters meters;

    Upgrade(Lane lane, Admission admission, Visitors visitors, LoopMeters meters) {
        this.lane = lane;
        this.admission = admission;
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
            case Accepted accepted ->
                admission
                        .refusal(lane.openCount())
                        .ifPresentOrElse(full -> refuse(request, full), () -> hand(request, accepted, entrance));
            case Refused refused -> refuse(request, refused);
        }
    }

    private void refuse(HttpServerRequest request, Refused refused) {
        meters.handshakeRefused(refused.status());
        HttpServerResponse response = request.response().setStatusCode(refused.status());
        refused.headers().forEach(response::putHeader);
        Answers.text(response, refused.message());
    }

    private void hand(HttpServerRequest request, Accepted accepted, Entrance entrance) {
        visitors.leaves(request.connection());
        // Vert.x has no public way to a request's channel; toNetSocket() loses what came behind the handshake.
        Channel channel = ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .channel();
        lane.adopt(channel, accepted.response(), entrance.receiver().apply(accepted));
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
