package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.AddressLimits;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Rate;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits for one remote address. */
@EnabledOnOs(OS.LINUX) // where a machine has all of 127.0.0.0/8
class AddressLimitsTest {
    private static final String GREEDY = "127.0.0.2";
    private static final String MODEST = "127.0.0.3";

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void theConnectionLimitOfAnAddressHoldsOverAllLoops(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, 3, new AddressLimits(OptionalInt.of(4), Optional.empty()))) {
            List<RawClient> inside = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                inside.add(open(service, GREEDY));
            }
            assertThat(answerTo(service, GREEDY))
                    .startsWith("HTTP/1.1 429 ")
                    .containsPattern("(?i)\r\nretry-after: \\d{1,2}\r\n")
                    .contains(
                            "expected fewer than 4 WebSockets and event streams from 127.0.0.2, but there are 4: try again in ");
            assertThat(service.metric("carillon_handshakes_turned_away_total{reason=\"address-connections\"}"))
                    .isEqualTo(1);
            assertThat(service.metric("carillon_handshakes_refused_total{status=\"429\"}"))
                    .isEqualTo(1);
            open(service, MODEST).close();

            inside.getFirst().send(RawClient.FRAMES.close(1000, ""));
            assertThat(inside.getFirst().readFrame()).startsWith("close 1000");
            assertThat(inside.getFirst().readFrame()).isEqualTo("end");
            inside.set(0, open(service, GREEDY));

            inside.getLast().reset();
            while (service.metric("carillon_closed_total{cause=\"vanished\"}") < 1) {
                Thread.onSpinWait();
            }
            inside.set(3, open(service, GREEDY));
            assertThat(answerTo(service, GREEDY)).startsWith("HTTP/1.1 429 ");
            for (RawClient client : inside) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void anInvalidHandshakeDoesNotCountAgainstTheLimits(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, 1, new AddressLimits(OptionalInt.of(1), Optional.of(new Rate(1))))) {
            for (int i = 0; i < 3; i++) {
                try (RawClient client = RawClient.from(GREEDY, service.port())) {
                    client.send(RawClient.handshake("/echo", "Sec-WebSocket-Version: 8\r\n"));
                    assertThat(client.readAnswer()).startsWith("HTTP/1.1 426 ");
                }
            }
            try (RawClient client = open(service, GREEDY)) {
                client.sendText("I am let in");
                assertThat(client.readFrame()).isEqualTo("text I am let in");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void anAddressAboveItsHandshakeRateReceives429(LaneChoice lane) throws Exception {
        AddressLimits seldom = new AddressLimits(OptionalInt.empty(), Optional.of(new Rate(0.001)));
        try (TestService service = service(lane, 2, seldom)) {
            open(service, GREEDY).close();
            assertThat(answerTo(service, GREEDY))
                    .startsWith("HTTP/1.1 429 ")
                    .contains("expected handshakes from 127.0.0.2 at a lower rate, but this is one too many");
            assertThat(service.metric("carillon_handshakes_turned_away_total{reason=\"address-rate\"}"))
                    .isEqualTo(1);
            open(service, MODEST).close();
        }
    }

    /** A handshake in pieces is read by Vert.x, on both lanes. */
    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void aHandshakeInPiecesCountsAgainstTheLimit(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, 1, new AddressLimits(OptionalInt.of(1), Optional.empty()));
                RawClient client = RawClient.from(GREEDY, service.port())) {
            for (byte b : RawClient.handshake("/echo", "")) {
                client.send(new byte[] {b});
            }
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(answerTo(service, GREEDY)).startsWith("HTTP/1.1 429 ");
            client.send(RawClient.FRAMES.close(1000, ""));
            assertThat(client.readFrame()).startsWith("close 1000");
            assertThat(client.readFrame()).isEqualTo("end");
            open(service, GREEDY).close();
        }
    }

    /** A WebSocket that has been counted: a 101 may arrive before that, but an echo may not. */
    private static RawClient open(TestService service, String address) throws IOException {
        RawClient client = RawClient.open(RawClient.from(address, service.port()), "/echo", "");
        client.sendText("counted");
        assertThat(client.readFrame()).isEqualTo("text counted");
        return client;
    }

    private static String answerTo(TestService service, String address) throws IOException {
        try (RawClient client = RawClient.from(address, service.port())) {
            client.send(RawClient.handshake("/echo", ""));
            return client.readAnswer();
        }
    }

    private static TestService service(LaneChoice lane, int loops, AddressLimits limits) {
        return new TestService(TestService.settings(lane, loops, SocketSettings.defaults())
                .with(AdmissionSettings.defaults().with(limits)));
    }
}
