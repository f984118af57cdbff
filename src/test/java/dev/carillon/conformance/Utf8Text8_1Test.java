package dev.carillon.conformance;

import static dev.carillon.conformance.Frame.CONTINUATION;
import static dev.carillon.conformance.Frame.TEXT;
import static dev.carillon.conformance.Frame.ping;
import static dev.carillon.conformance.Frame.pong;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, 8.1, and RFC 3629, which defines UTF-8. */
class Utf8Text8_1Test extends OnBothLanes {

    /** The bounds of every row of RFC 3629, 4, noncharacters, the replacement character, a NUL. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "7f",
                "c280",
                "dfbf",
                "e0a080",
                "e0bfbf",
                "e18080",
                "ecbfbf",
                "ed8080",
                "ed9fbf",
                "ee8080",
                "efbfbf",
                "efbfbe",
                "efbfbd",
                "efbb bf41",
                "f0908080",
                "f0bfbfbf",
                "f1808080",
                "f3bfbfbf",
                "f4808080",
                "f48fbfbf",
                "f09fbfbe",
                "f48fbfbe",
                "ceba e1bdb9 cf83 cebc ceb5",
                "68c2a2 e282ac f0a4ada2"
            })
    void section8_1_validTextIsEchoedByteForByte(String hex) throws IOException {
        byte[] valid = bytes(hex);
        try (Peer peer = connect()) {
            peer.send(text(valid)).expect(text(valid));
            peer.send(text(valid).inFragments(1)).expect(text(valid));
            peer.sendInChops(1, text(valid)).expect(text(valid)).expectHealth();
        }
    }

    @Test
    void section8_1_everyCharacterMayBeSent() throws IOException {
        int[] characters = IntStream.rangeClosed(0, 0x10FFFF)
                .filter(c -> c < 0xD800 || c > 0xDFFF)
                .toArray();
        Frame all = Frame.text(new String(characters, 0, characters.length));
        try (Peer peer = connect()) {
            peer.send(all).expect(all);
            peer.sendTogether(all.inFragments(1001)).expect(all).expectHealth();
        }
    }

    /** Each is invalid at its last byte, and a valid beginning before it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "c0",
                "c1",
                "f5",
                "f8",
                "fc",
                "fe",
                "ff",
                "c2c2",
                "c200",
                "c27f",
                "dfc0",
                "e080",
                "e09f",
                "e0a07f",
                "e0a0c0",
                "e18020",
                "ec80ff",
                "eda0",
                "edbf",
                "ed9f7f",
                "ee80c0",
                "efbf00",
                "f080",
                "f08f",
                "f0907f",
                "f09080c0",
                "f18020",
                "f3bfbf7f",
                "f490",
                "f4ff",
                "f48fbfc0",
                "41ff",
                "c3a9ff"
            })
    void section8_1_invalidTextFailsTheConnectionAtItsFirstWrongByte(String hex) throws IOException {
        byte[] invalid = bytes(hex);
        try (Peer peer = connect()) {
            peer.send(text(invalid)).expectFailure(1007);
        }
        // Fragment by fragment: all bytes but the last are accepted, and the service does not wait for more after the
        // invalid one.
        try (Peer peer = connect()) {
            Frame[] fragments = text(invalid).inFragments(1);
            for (int i = 0; i < fragments.length - 1; i++) {
                peer.send(fragments[i]);
            }
            peer.send(ping("accepted so far")).expect(pong("accepted so far"));
            peer.send(fragments[fragments.length - 1].unfinished()).expectFailure(1007);
        }
        // In one frame that never ends.
        byte[] frame = text(Arrays.copyOf(invalid, invalid.length + 1000)).masked();
        try (Peer peer = connect()) {
            peer.sendBytes(Arrays.copyOf(frame, 8 + invalid.length)).expectFailure(1007);
        }
    }

    @ParameterizedTest
    @MethodSource("beginningsOfCharacters")
    void section8_1_textThatEndsInsideACharacterFailsTheConnection(String hex) throws IOException {
        byte[] incomplete = bytes("6f6b" + hex);
        try (Peer peer = connect()) {
            peer.send(text(incomplete)).expectFailure(1007);
        }
        try (Peer peer = connect()) {
            peer.send(text(incomplete).unfinished(), ping("?")).expect(pong("?"));
            peer.send(Frame.of(CONTINUATION, new byte[0])).expectFailure(1007);
        }
    }

    static String[] beginningsOfCharacters() {
        return new String[] {"c2", "df", "e0a0", "ed9f", "efbf", "e1", "f0", "f090", "f09080", "f48fbf"};
    }

    @Test
    void section8_1_surrogatesAreInvalidAlsoInPairs() throws IOException {
        for (String hex : new String[] {"eda080edb080", "edafbfedbfbf", "edad bfedb080", "edb080eda080"}) {
            try (Peer peer = connect()) {
                peer.send(text(bytes(hex))).expectFailure(1007);
            }
        }
    }

    @Test
    void section8_1_allSingleContinuationsAndStartsAreRefused() throws IOException {
        for (int lead = 0xC2; lead <= 0xFF; lead++) {
            try (Peer peer = connect()) {
                peer.send(text(new byte[] {(byte) lead, ' '})).expectFailure(1007);
            }
        }
        for (int continuation = 0x80; continuation <= 0xBF; continuation += 7) {
            try (Peer peer = connect()) {
                peer.send(text(new byte[] {'a', (byte) continuation})).expectFailure(1007);
            }
        }
    }

    @Test
    void section8_1_messagesBeforeTheInvalidOneHaveBeenEchoed() throws IOException {
        try (Peer peer = connect()) {
            peer.sendTogether(Frame.text("good"), text(bytes("c328")), Frame.text("too late"));
            peer.expect(Frame.text("good")).expectFailure(1007);
        }
    }

    @Test
    void section8_1_textAfterALongValidBeginningIsCheckedToo() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < 5000; i++) {
            text.writeBytes(bytes("e282ac"));
        }
        text.writeBytes(bytes("eda080"));
        try (Peer peer = connect()) {
            peer.send(text(text.toByteArray())).expectFailure(1007);
        }
    }

    @Test
    void section5_6_binaryMessagesMayHaveAnyBytes() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (255 - i);
        }
        try (Peer peer = connect()) {
            peer.send(Frame.binary(all)).expect(Frame.binary(all)).expectHealth();
        }
    }

    private static Frame text(byte[] utf8) {
        return Frame.of(TEXT, utf8);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
