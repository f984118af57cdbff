package dev.carillon.conformance;

import static dev.carillon.conformance.Frame.PING;
import static dev.carillon.conformance.Frame.PONG;
import static dev.carillon.conformance.Frame.ping;
import static dev.carillon.conformance.Frame.pong;
import static dev.carillon.conformance.Frame.text;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, 5.5: pings and pongs. Closing is section 7. */
class ControlFrames5_5Test extends OnBothLanes {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 124, 125})
    void section5_5_2_aPingIsAnsweredByAPongWithItsBytes(int length) throws IOException {
        byte[] data = new byte[length];
        Arrays.fill(data, (byte) 0xfe);
        try (Peer peer = connect()) {
            peer.send(Frame.of(PING, data)).expect(Frame.of(PONG, data));
            peer.sendInChops(1, Frame.of(PING, data)).expect(Frame.of(PONG, data));
            peer.expectHealth();
        }
    }

    @Test
    void section5_5_2_pingsAreAnsweredInOrder() throws IOException {
        Frame[] pings = IntStream.range(0, 10).mapToObj(i -> ping("ping " + i)).toArray(Frame[]::new);
        Frame[] pongs = IntStream.range(0, 10).mapToObj(i -> pong("ping " + i)).toArray(Frame[]::new);
        try (Peer peer = connect()) {
            peer.sendTogether(pings).expect(pongs);
            peer.sendInChops(1, pings).expect(pongs);
            peer.send(pings).expect(pongs).expectHealth();
        }
    }

    @Test
    void section5_5_3_anUnsolicitedPongIsIgnored() throws IOException {
        try (Peer peer = connect()) {
            peer.send(pong("")).send(pong("unasked"), ping("asked")).expect(pong("asked"));
            peer.expectHealth();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, PONG, Frame.CLOSE})
    void section5_5_moreThan125BytesInAControlFrameAreAProtocolError(int opcode) throws IOException {
        for (int length : new int[] {126, 127, 65535, 65536}) {
            byte[] payload = new byte[length];
            payload[0] = 3;
            payload[1] = (byte) 0xe8;
            try (Peer peer = connect()) {
                // The length alone is enough.
                peer.sendBytes(Arrays.copyOf(Frame.of(opcode, payload).masked(), 2));
                peer.expectFailure(1002);
            }
            try (Peer peer = connect()) {
                peer.sendTogether(text("good"), Frame.of(opcode, payload));
                peer.expect(text("good")).expectFailure(1002);
            }
        }
    }
}
