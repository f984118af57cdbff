package dev.carillon.conformance;

import static dev.carillon.conformance.Frame.binary;
import static dev.carillon.conformance.Frame.ping;
import static dev.carillon.conformance.Frame.text;

import java.io.IOException;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, 5.1 to 5.3: lengths, masks, reserved bits, reserved opcodes. */
class Framing5_2Test extends OnBothLanes {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 124, 125, 126, 127, 128, 254, 256, 65534, 65535, 65536, 65537, 100_000})
    void section5_2_messagesOfEveryFormOfLengthAreEchoed(int length) throws IOException {
        try (Peer peer = connect()) {
            peer.send(text("*".repeat(length))).expect(text("*".repeat(length)));
            byte[] data = bytes(length);
            peer.send(binary(data)).expect(binary(data));
            peer.expectHealth();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 13, 997, 65536})
    void section5_2_messagesAreEchoedInAnySegmentsOfTcp(int chop) throws IOException {
        byte[] data = bytes(chop < 10 ? 300 : 70_000);
        try (Peer peer = connect()) {
            peer.sendInChops(chop, text("first"), binary(data), text("last"));
            peer.expect(text("first"), binary(data), text("last")).expectHealth();
        }
    }

    @Test
    void section5_2_aHundredMessagesInOneWriteAreEchoedInOrder() throws IOException {
        Frame[] frames =
                IntStream.range(0, 100).mapToObj(i -> text("message " + i)).toArray(Frame[]::new);
        try (Peer peer = connect()) {
            peer.sendTogether(frames).expect(frames).expectHealth();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "81 fe 00 7d", // 125 in 16 bits
                "81 fe 00 00", // 0 in 16 bits
                "81 ff 00 00 00 00 00 00 ff ff", // 65535 in 64 bits
                "81 ff 00 00 00 00 00 00 00 05", // 5 in 64 bits
                "82 ff 80 00 00 00 00 00 00 00", // 2^63
                "82 ff ff ff ff ff ff ff ff ff"
            })
    void section5_2_aLengthThatIsNotTheShortestOrHasTheHighestBitIsAProtocolError(String head) throws IOException {
        try (Peer peer = connect()) {
            peer.sendBytes(HexFormat.of().parseHex(head.replace(" ", ""))).expectFailure(1002);
        }
    }

    @ParameterizedTest
    @MethodSource("reservedBits")
    void section5_2_reservedBitsFailTheConnectionAfterEarlierFrames(int bits) throws IOException {
        for (Frame bad : new Frame[] {text("x"), text(""), binary(new byte[] {1, 2}), ping("x"), Frame.close(1000)}) {
            try (Peer peer = connect()) {
                peer.sendTogether(text("good"), bad.reserved(bits), ping("never answered"));
                peer.expect(text("good")).expectFailure(1002);
            }
        }
    }

    static IntStream reservedBits() {
        return IntStream.rangeClosed(1, 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void section5_2_reservedBitsOfAContinuationFailTheConnection(int bits) throws IOException {
        try (Peer peer = connect()) {
            peer.send(Frame.begin(Frame.TEXT, "a"), Frame.end("b").reserved(bits));
            peer.expectFailure(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void section5_2_reservedOpcodesFailTheConnectionAfterEarlierFrames(int opcode) throws IOException {
        for (byte[] payload : new byte[][] {{}, {'x', 'y'}}) {
            try (Peer peer = connect()) {
                peer.sendTogether(text("good"), Frame.of(opcode, payload), ping("never answered"));
                peer.expect(text("good")).expectFailure(1002);
            }
            try (Peer peer = connect()) {
                peer.sendInChops(1, text("good"), Frame.of(opcode, payload));
                peer.expect(text("good")).expectFailure(1002);
            }
        }
    }

    @Test
    void section5_1_aFrameWithoutAMaskIsAProtocolError() throws IOException {
        for (Frame frame : new Frame[] {text("x"), text(""), ping(""), Frame.close(1000)}) {
            try (Peer peer = connect()) {
                peer.sendBytes(frame.unmasked()).expectFailure(1002);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "ffffffff", "000000ff", "80000000", "12345678"})
    void section5_3_anyMaskIsRemoved(String key) throws IOException {
        byte[] maskKey = HexFormat.of().parseHex(key);
        try (Peer peer = connect()) {
            for (int length = 0; length < 40; length++) {
                byte[] data = bytes(length);
                peer.sendBytes(binary(data).masked(maskKey)).expect(binary(data));
            }
            peer.expectHealth();
        }
    }

    @Test
    void section5_3_eachFrameHasItsOwnMask() throws IOException {
        try (Peer peer = connect()) {
            peer.sendBytes(Frame.begin(Frame.TEXT, "one ").masked(new byte[] {1, 2, 3, 4}));
            peer.sendBytes(ping("?").masked(new byte[] {9, 9, 9, 9}));
            peer.sendBytes(Frame.end("two").masked(new byte[] {5, 6, 7, 8}));
            peer.expect(Frame.pong("?"), text("one two")).expectHealth();
        }
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }
}
