package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.frame.Frames;
import dev.carillon.frame.Role;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Lane;
import dev.carillon.lane.LaneLimits;
import dev.carillon.lane.LaneMeters;
import dev.carillon.lane.Receiver;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.WebSocketHandler;
import dev.carillon.websocket.WebSocketSettings;
import dev.carillon.websocket.WebSockets;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An error of the service, over a real socket: the peer receives 1011, and others are not affected. */
class FaultTest {

    @ParameterizedTest
    @CsvSource({"FAST, fail, 1", "FAST, fail later, 2", "CHANNEL, fail, 1", "CHANNEL, fail later, 2"})
    void aClientWhoseHandlerFailsReceives1011AndOthersGoOn(LaneChoice choice, String failing, int answered)
            throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        try {
            Faulty faulty = new Faulty(choice);
            vertx.deployVerticle(faulty).await();
            try (RawClient other = RawClient.open(faulty.port(), "/");
                    RawClient client = RawClient.open(faulty.port(), "/")) {
                client.send(RawClient.joined(
                        RawClient.FRAMES.text("fine".getBytes(UTF_8)),
                        RawClient.FRAMES.text(failing.getBytes(UTF_8)),
                        RawClient.FRAMES.text("behind".getBytes(UTF_8))));
                for (String text : List.of("fine", "behind").subList(0, answered)) {
                    assertThat(client.readFrame()).isEqualTo("text " + text);
                }
                assertThat(client.readFrame()).isEqualTo("close 1011 an internal error of the service");
                assertThat(client.readFrame()).isEqualTo("end");
                other.sendText("still here");
                assertThat(other.readFrame()).isEqualTo("text still here");
            }
            faulty.awaitEnd();
            assertThat(faulty.ends).containsExactlyInAnyOrder("FAULT 1011", "VANISHED 1006");
        } finally {
            vertx.close().await();
        }
    }

    /** Echoes, and fails at one text. */
    private static final class Faulty extends VerticleBase implements WebSocketHandler {
        final List<String> ends = new CopyOnWriteArrayList<>();
        private final CountDownLatch ended = new CountDownLatch(2);
        private final LaneChoice choice;
        private final AtomicInteger port = new AtomicInteger();

        Faulty(LaneChoice choice) {
            this.choice = choice;
        }

        int port() {
            return port.get();
        }

        void awaitEnd() throws InterruptedException {
            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public Future<?> start() {
            Lane lane = LaneSelection.choose(
                    choice, vertx, ((ContextInternal) context).nettyEventLoop(), LaneLimits.DEFAULT, LaneMeters.SILENT);
            Receiver receiver = new WebSockets(Role.SERVER, WebSocketSettings.DEFAULT).receiver(this);
            return vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                    .requestHandler(request -> adopt(lane, request, receiver))
                    .listen(0, "127.0.0.1")
                    .onSuccess(listening -> port.set(listening.actualPort()));
        }

        private static void adopt(Lane lane, HttpServerRequest request, Receiver receiver) {
            lane.adopt(
                    ((HttpServerConnection) request.connection())
                            .channelHandlerContext()
                            .channel(),
                    "HTTP/1.1 101 \r\n\r\n".getBytes(ISO_8859_1),
                    receiver);
        }

        @Override
        public void onText(Connection connection, ByteBuffer utf8) {
            String text = UTF_8.decode(utf8).toString();
            switch (text) {
                case "fail" -> fail();
                case "fail later" -> context.runOnContext(later -> connection.run(Faulty::fail));
                default -> connection.send(Frames.text(text.getBytes(UTF_8)));
            }
        }

        private static void fail() {
            throw new IllegalStateException("a failure that the test wants");
        }

        @Override
        public void onBinary(Connection connection, ByteBuffer data) {}

        @Override
        public void onClosed(Connection connection, CloseCause cause, int code) {
            ends.add(cause + " " + code);
            ended.countDown();
        }
    }
}
