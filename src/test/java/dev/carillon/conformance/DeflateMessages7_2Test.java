package dev.carillon.conformance;

import static dev.carillon.conformance.Deflate.deflated;
import static dev.carillon.conformance.Deflate.inflated;
import static dev.carillon.conformance.Frame.BINARY;
import static dev.carillon.conformance.Frame.TEXT;
import static dev.carillon.conformance.Frame.binary;
import static dev.carillon.conformance.Frame.ping;
import static dev.carillon.conformance.Frame.pong;
import static dev.carillon.conformance.Frame.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, 6 and 7.2: deflated messages in both directions, without context takeover. */
class DeflateMessages7_2Test extends OnBothLanes {
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    private static final String JSON = IntStream.range(0, 3000)
            .mapToObj(i ->
                    "{\"id\":" + i + ",\"name\":\"sensor-" + i % 17 + "\",\"value\":" + i * 7919 % 1000 / 10.0 + "}")
            .collect(Collectors.joining(",", "[", "]"));

    private Peer deflating() throws IOException {
        return connect("/echo", OFFER);
    }

    /** The RFC's examples of "Hello". */
    @ParameterizedTest
    @CsvSource({
        "7.2.3.1 one block,                     f248cdc9c90700",
        "7.2.3.3 a block without compression,   000500faff48656c6c6f00",
        "7.2.3.4 a final block,                 f348cdc9c9070000",
        "7.2.3.4 a final block and no more,     f348cdc9c90700",
        "7.2.3.5 two blocks,                    f248050000 00ffffcac9c90700"
    })
    void section7_2_3_helloIsInflatedFromEachForm(String example, String hex) throws IOException {
        byte[] payload = HexFormat.of().parseHex(hex.replace(" ", ""));
        Frame hello = Frame.of(TEXT, payload).reserved(4);
        try (Peer peer = deflating()) {
            peer.send(hello).expect(text("Hello"));
            peer.sendInChops(1, hello).expect(text("Hello"));
            for (int size = 1; size < payload.length; size++) {
                peer.send(hello.inFragments(size)).expect(text("Hello"));
            }
            peer.expectHealth();
        }
    }

    @Test
    void section7_2_3_6_anEmptyMessageIsOneByte() throws IOException {
        Frame empty = Frame.of(TEXT, new byte[1]).reserved(4);
        try (Peer peer = deflating()) {
            peer.send(empty, Frame.of(BINARY, new byte[1]).reserved(4));
            peer.expect(text(""), binary(new byte[0]));
            peer.send(deflated(text(""))).expect(text("")).expectHealth();
        }
    }

    @Test
    void section7_2_3_2_aWindowSharedWithTheMessageBeforeIsRefused() throws IOException {
        Frame first = Frame.of(TEXT, HexFormat.of().parseHex("f248cdc9c90700")).reserved(4);
        Frame second = Frame.of(TEXT, HexFormat.of().parseHex("f200110000")).reserved(4);
        try (Peer peer = deflating()) {
            peer.send(first).expect(text("Hello")).send(second).expectFailure(1007);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "16, 0",
        "64, 0",
        "127, 0",
        "128, 0",
        "256, 0",
        "1024, 0",
        "4096, 0",
        "8192, 0",
        "16384, 0",
        "32768, 0",
        "65536, 0",
        "131072, 0",
        "8192, 256",
        "16384, 256",
        "32768, 256",
        "65536, 256",
        "131072, 256",
        "131072, 1024",
        "131072, 4096",
        "131072, 32768"
    })
    void section7_2_messagesOfAnySizeInFragmentsOfAnySizeAreEchoed(int size, int fragment) throws IOException {
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);
        Frame[] messages = {
            text(JSON.repeat(2).substring(0, size)), binary(noise), text("à".repeat(size / 2)), binary(new byte[size])
        };
        try (Peer peer = deflating()) {
            for (int round = 0; round < 10; round++) {
                for (Frame message : messages) {
                    Frame sent = deflated(message);
                    peer.sendTogether(fragment == 0 ? new Frame[] {sent} : sent.inFragments(fragment));
                    assertThat(inflated(peer.receive())).isEqualTo(message);
                }
            }
            peer.expectHealth();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "9, 0", "9, 1", "6, 2"})
    void section7_2_1_anyKindOfBlockIsInflated(int level, int strategy) throws IOException {
        try (Peer peer = deflating()) {
            peer.send(deflated(text(JSON), level, strategy));
            assertThat(inflated(peer.receive())).isEqualTo(text(JSON));
            peer.expectHealth();
        }
    }

    @Test
    void section7_2_1_blocksAfterAFinalOneMayReferToBytesBeforeIt() throws IOException {
        byte[] part = JSON.substring(0, 1000).getBytes(UTF_8);
        Deflater deflater = new Deflater(9, true);
        byte[] first = new byte[2000];
        deflater.setInput(part);
        deflater.finish();
        int firstLength = deflater.deflate(first);
        deflater.reset();
        deflater.setDictionary(part);
        deflater.setInput(part);
        byte[] second = new byte[2000];
        int secondLength = deflater.deflate(second, 0, second.length, Deflater.SYNC_FLUSH);
        deflater.end();
        assertThat(secondLength).isLessThan(40);
        byte[] both = Frame.joined(Arrays.copyOf(first, firstLength), Arrays.copyOf(second, secondLength - 4));
        try (Peer peer = deflating()) {
            peer.send(Frame.of(TEXT, both).reserved(4));
            assertThat(inflated(peer.receive()))
                    .isEqualTo(text(JSON.substring(0, 1000).repeat(2)));
            peer.expectHealth();
        }
    }

    @Test
    void section7_2_1_endlessFinalBlocksAreRefused() throws IOException {
        byte[] blocks = new byte[2000];
        for (int i = 0; i < blocks.length; i += 2) {
            blocks[i] = 3;
        }
        try (Peer peer = deflating()) {
            peer.send(Frame.of(BINARY, blocks).reserved(4)).expectFailure(1007);
        }
    }

    @Test
    void section6_messagesMayBeSentWithoutCompression() throws IOException {
        try (Peer peer = deflating()) {
            peer.sendTogether(text("plain"), deflated(text("deflated")), Frame.begin(TEXT, "in "), Frame.end("pieces"));
            peer.expect(text("plain"), text("deflated"), text("in pieces")).expectHealth();
        }
    }

    @Test
    void section6_1_onlyMessagesThatBecomeShorterAreDeflated() throws IOException {
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);
        try (Peer peer = deflating()) {
            peer.send(text("short".repeat(25))).expect(text("short".repeat(25)));
            peer.send(binary(noise)).expect(binary(noise));
            peer.send(text(JSON));
            Frame answer = peer.receive();
            assertThat(answer.rsv()).isEqualTo(4);
            assertThat(answer.payload().length).isLessThan(JSON.length() / 4);
            assertThat(inflated(answer)).isEqualTo(text(JSON));
            peer.expectHealth();
        }
    }

    @Test
    void section6_pingsBetweenTheFragmentsOfADeflatedMessageAreAnsweredAtOnce() throws IOException {
        Frame[] fragments = deflated(text(JSON)).inFragments(500);
        try (Peer peer = deflating()) {
            for (Frame fragment : fragments) {
                if (fragment.fin()) {
                    peer.send(ping("before the end")).expect(pong("before the end"));
                }
                peer.send(fragment);
            }
            assertThat(inflated(peer.receive())).isEqualTo(text(JSON));
            peer.expectHealth();
        }
    }

    @Test
    void section6_rsv1IsAllowedOnlyInTheFirstFrameOfAMessage() throws IOException {
        Frame[] fragments = deflated(text(JSON)).inFragments(1000);
        try (Peer peer = deflating()) {
            peer.send(fragments[0], fragments[1].reserved(4)).expectFailure(1002);
        }
        for (Frame control : new Frame[] {ping("x"), pong("x"), Frame.close(1000)}) {
            try (Peer peer = deflating()) {
                peer.send(control.reserved(4)).expectFailure(1002);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7})
    void section6_otherReservedBitsAreRefused(int bits) throws IOException {
        try (Peer peer = deflating()) {
            peer.send(text("x").reserved(bits)).expectFailure(1002);
        }
    }

    @Test
    void section6_aPeerThatDidNotNegotiateMustNotDeflate() throws IOException {
        try (Peer peer = connect()) {
            peer.send(deflated(text("Hello"))).expectFailure(1002);
        }
        try (Peer peer = connect("/echo", "Sec-WebSocket-Extensions: permessage-deflate; unknown\r\n")) {
            peer.send(deflated(text("Hello"))).expectFailure(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffff", // no such block
                "06", // no such block either
                "f248cdc9", // ends inside a block
                "000500fafe48656c6c6f00", // length and its complement differ
                "0005", // ends inside a length
                "4b4c0604c7" // refers to what was never there
            })
    void section7_2_2_invalidDataIsRefused(String hex) throws IOException {
        Frame broken = Frame.of(BINARY, HexFormat.of().parseHex(hex)).reserved(4);
        try (Peer peer = deflating()) {
            peer.sendTogether(text("good"), broken, text("late"));
            peer.expect(text("good")).expectFailure(1007);
        }
    }

    @Test
    void rfc6455Section8_1_inflatedTextIsChecked() throws IOException {
        byte[] invalid = {'o', 'k', (byte) 0xed, (byte) 0xa0, (byte) 0x80};
        byte[] incomplete = {'o', 'k', (byte) 0xe2, (byte) 0x82};
        for (byte[] bytes : new byte[][] {invalid, incomplete}) {
            try (Peer peer = deflating()) {
                peer.send(deflated(text("good")), deflated(binary(bytes))).expect(text("good"), binary(bytes));
                peer.send(deflated(Frame.of(TEXT, bytes))).expectFailure(1007);
            }
        }
    }

    @Test
    void rfc6455Section10_4_aMessageUpToTheLimitIsAcceptedAndABombIsNot() throws IOException {
        Frame largest = binary(new byte[MAX_ECHO_BYTES]);
        try (Peer peer = deflating()) {
            peer.send(deflated(largest));
            assertThat(inflated(peer.receive())).isEqualTo(largest);
            peer.send(deflated(binary(new byte[MAX_ECHO_BYTES + 1]))).expectFailure(1009);
        }
        try (Peer peer = connect("/topics/bombs", OFFER)) {
            peer.send(deflated(binary(new byte[MAX_MESSAGE_BYTES])));
            assertThat(inflated(peer.receive())).isEqualTo(binary(new byte[MAX_MESSAGE_BYTES]));
            peer.send(deflated(binary(new byte[MAX_MESSAGE_BYTES + 1]))).expectFailure(1009);
        }
        try (Peer peer = connect("/topics/bombs", OFFER)) {
            peer.send(deflated(binary(new byte[50 << 20])).inFragments(1000)[0]);
            peer.send(ping("not inflated yet")).expect(pong("not inflated yet"));
        }
    }

    @Test
    void rfc6455Section10_4_theLimitIsForTheInflatedLength() throws IOException {
        byte[] noise = new byte[MAX_MESSAGE_BYTES];
        new Random(7).nextBytes(noise);
        Frame deflated = deflated(binary(noise));
        assertThat(deflated.payload().length).isGreaterThan(MAX_MESSAGE_BYTES);
        try (Peer peer = connect("/topics/noise", OFFER)) {
            peer.send(deflated).expect(binary(noise));
            peer.send(deflated.inFragments(4000)).expect(binary(noise));
        }
    }

    @Test
    void publicationsAreDeflatedOnlyForClientsThatNegotiatedIt() throws IOException {
        String json = JSON.substring(0, 20_000);
        try (Peer plain = connect("/topics/mixed", "");
                Peer one = connect("/topics/mixed", OFFER);
                Peer session = connect("/ws", OFFER + "Sec-WebSocket-Protocol: carillon.v1\r\n")) {
            session.send(text("{\"type\":\"subscribe\",\"topic\":\"mixed\"}"));
            assertThat(new String(session.receive().payload(), UTF_8)).contains("welcome");
            assertThat(new String(session.receive().payload(), UTF_8)).contains("subscribed");
            one.send(deflated(text(json)));
            plain.expect(text(json));
            Frame deflated = one.receive();
            assertThat(deflated.rsv()).isEqualTo(4);
            assertThat(inflated(deflated)).isEqualTo(text(json));
            Frame envelope = session.receive();
            assertThat(envelope.rsv()).isEqualTo(4);
            assertThat(inflated(envelope).payload())
                    .asString(UTF_8)
                    .startsWith("{\"type\":\"message\",\"topic\":\"mixed\",\"data\":\"[{");
            plain.send(text("short"));
            one.expect(text("short"));
            plain.expect(text("short"));
        }
    }
}
