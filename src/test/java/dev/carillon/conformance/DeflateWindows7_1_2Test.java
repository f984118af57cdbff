package dev.carillon.conformance;

import static dev.carillon.conformance.Deflate.deflated;
import static dev.carillon.conformance.Deflate.inflated;
import static dev.carillon.conformance.Frame.binary;
import static dev.carillon.conformance.Frame.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, 7.1.2: a client that requests a window for the server can inflate every message with that window. */
class DeflateWindows7_1_2Test extends OnBothLanes {
    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: carillon.v1\r\n";
    private static final String JSON = IntStream.range(0, 3000)
            .mapToObj(
                    i -> "{\"id\":" + i + ",\"sensor\":\"S-" + i % 17 + "\",\"value\":" + i * 7919 % 1000 / 10.0 + "}")
            .collect(Collectors.joining(",", "[", "]"))
            .repeat(2);

    private static String offer(String parameters) {
        return "Sec-WebSocket-Extensions: permessage-deflate; " + parameters + "\r\n";
    }

    private static String window(int bits) {
        return offer("client_max_window_bits; server_max_window_bits=" + bits);
    }

    /** The offers and sizes of the well-known suites, each size in one frame and in fragments. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "server_max_window_bits=9; client_max_window_bits=9",
                "server_max_window_bits=9; client_max_window_bits",
                "server_no_context_takeover; server_max_window_bits=9",
                "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9",
                "server_max_window_bits=8",
                "server_max_window_bits=12",
                "server_no_context_takeover; server_max_window_bits=15"
            })
    void section7_1_2_1_messagesOfAnySizeAreEchoedWithinTheWindow(String parameters) throws IOException {
        int bits = Integer.parseInt(parameters.replaceAll(".*server_max_window_bits=(\\d+).*", "$1"));
        try (Peer peer = connect("/echo", offer(parameters))) {
            for (int size : new int[] {16, 64, 128, 256, 257, 511, 512, 513, 1024, 4096, 8192, 32768, 65536, 131072}) {
                Frame message = text(JSON.substring(0, size));
                Frame sent = deflated(message);
                peer.send(sent);
                assertThat(inflated(peer.receive(), bits)).isEqualTo(message);
                peer.sendTogether(sent.inFragments(256));
                assertThat(inflated(peer.receive(), bits)).isEqualTo(message);
            }
            peer.expectHealth();
        }
    }

    @ParameterizedTest
    @CsvSource({"9, 4000000", "14, 2000000"})
    void section7_1_2_1_severalMegabytesAreEchoedWithinTheWindow(int bits, int size) throws IOException {
        byte[] data = new byte[size];
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        for (int at = 0; at + noise.length <= size; at += 2 * noise.length) {
            System.arraycopy(noise, 0, data, at, noise.length);
        }
        try (Peer peer = connect("/echo", window(bits))) {
            peer.send(deflated(binary(data)));
            Frame answer = peer.receive();
            assertThat(answer.rsv()).isEqualTo(4);
            assertThat(inflated(answer, bits)).isEqualTo(binary(data));
            peer.expectHealth();
        }
    }

    @Test
    void publicationsStayWithinTheWindowOfEachClient() throws IOException {
        String json = JSON.substring(0, 40_000);
        try (Peer nine = connect("/topics/windows", window(9));
                Peer fourteen = connect("/topics/windows", window(14));
                Peer fifteen = connect("/topics/windows", window(15));
                Peer session = connect("/ws", window(8) + SUBPROTOCOL)) {
            session.send(text("{\"type\":\"subscribe\",\"topic\":\"windows\"}"));
            assertThat(session.receive().payload()).asString(UTF_8).contains("welcome");
            assertThat(session.receive().payload()).asString(UTF_8).contains("subscribed");
            nine.send(deflated(text(json)));
            assertThat(inflated(nine.receive(), 9)).isEqualTo(text(json));
            assertThat(inflated(fourteen.receive(), 14)).isEqualTo(text(json));
            Frame widest = fifteen.receive();
            assertThat(inflated(widest, 15)).isEqualTo(text(json));
            assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> inflated(widest, 14));
            Frame envelope = session.receive();
            assertThat(envelope.rsv()).isEqualTo(4);
            assertThat(inflated(envelope, 8).payload())
                    .asString(UTF_8)
                    .startsWith("{\"type\":\"message\",\"topic\":\"windows\"");
        }
    }

    @Test
    void section7_1_2_2_theClientMayUseAWindowOf15BitsWithAnyWindowOfTheServer() throws IOException {
        try (Peer peer = connect("/topics/client-window", window(8))) {
            Frame message = text(JSON.substring(0, 60_000));
            peer.send(deflated(message));
            assertThat(inflated(peer.receive(), 8)).isEqualTo(message);
        }
    }
}
