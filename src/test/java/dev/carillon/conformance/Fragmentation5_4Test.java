package dev.carillon.conformance;

import static dev.carillon.conformance.Frame.BINARY;
import static dev.carillon.conformance.Frame.PING;
import static dev.carillon.conformance.Frame.PONG;
import static dev.carillon.conformance.Frame.TEXT;
import static dev.carillon.conformance.Frame.begin;
import static dev.carillon.conformance.Frame.binary;
import static dev.carillon.conformance.Frame.end;
import static dev.carillon.conformance.Frame.goOn;
import static dev.carillon.conformance.Frame.ping;
import static dev.carillon.conformance.Frame.pong;
import static dev.carillon.conformance.Frame.text;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, 5.4: fragmented messages, and the frames that may be between the fragments. */
class Fragmentation5_4Test extends OnBothLanes {

    /** How the octets are written to TCP. */
    enum Chopped {
        FRAME_BY_FRAME {
            @Override
            void send(Peer peer, Frame... frames) throws IOException {
                peer.send(frames);
            }
        },
        AT_ONCE {
            @Override
            void send(Peer peer, Frame... frames) throws IOException {
                peer.sendTogether(frames);
            }
        },
        OCTET_BY_OCTET {
            @Override
            void send(Peer peer, Frame... frames) throws IOException {
                peer.sendInChops(1, frames);
            }
        };

        abstract void send(Peer peer, Frame... frames) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void section5_4_fragmentsAreOneMessage(Chopped chopped) throws IOException {
        try (Peer peer = connect()) {
            chopped.send(peer, begin(TEXT, "fragment 1, "), end("fragment 2"));
            peer.expect(text("fragment 1, fragment 2"));
            chopped.send(peer, begin(BINARY, "a"), goOn("b"), goOn(""), end("c"));
            peer.expect(binary(new byte[] {'a', 'b', 'c'})).expectHealth();
        }
    }

    @ParameterizedTest
    @EnumSource
    void section5_4_fragmentsMayBeEmpty(Chopped chopped) throws IOException {
        try (Peer peer = connect()) {
            chopped.send(peer, begin(TEXT, ""), goOn(""), end(""));
            chopped.send(peer, begin(TEXT, ""), goOn("middle"), end(""));
            chopped.send(peer, begin(TEXT, "first"), goOn(""), end(""));
            peer.expect(text(""), text("middle"), text("first")).expectHealth();
        }
    }

    @ParameterizedTest
    @EnumSource
    void section5_4_controlFramesMayStandBetweenFragments(Chopped chopped) throws IOException {
        try (Peer peer = connect()) {
            chopped.send(peer, begin(TEXT, "1"), ping("a"), goOn("2"), pong("unasked"), ping(""), ping("b"), end("3"));
            peer.expect(pong("a"), pong(""), pong("b"), text("123")).expectHealth();
        }
    }

    @Test
    void section5_4_aPingBetweenFragmentsIsAnsweredBeforeTheMessageEnds() throws IOException {
        try (Peer peer = connect()) {
            peer.send(begin(TEXT, "1"), goOn("2"), ping("now")).expect(pong("now"));
            peer.send(goOn("3"), goOn("4"), ping("again")).expect(pong("again"));
            peer.send(end("5")).expect(text("12345")).expectHealth();
        }
    }

    @Test
    void section5_4_aPingInsideAFrameWaitsForItsEnd() throws IOException {
        byte[] frame = begin(TEXT, "half a frame").masked();
        try (Peer peer = connect()) {
            peer.sendBytes(java.util.Arrays.copyOf(frame, 9));
            peer.sendBytes(java.util.Arrays.copyOfRange(frame, 9, frame.length));
            peer.send(ping("?"), end(""))
                    .expect(pong("?"), text("half a frame"))
                    .expectHealth();
        }
    }

    @ParameterizedTest
    @EnumSource
    void section5_4_aContinuationOfNothingIsAProtocolError(Chopped chopped) throws IOException {
        for (Frame continuation : new Frame[] {end("nothing"), goOn("nothing"), end("")}) {
            try (Peer peer = connect()) {
                chopped.send(peer, continuation);
                peer.expectFailure(1002);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void section5_4_aContinuationAfterTheLastFragmentIsAProtocolError(Chopped chopped) throws IOException {
        try (Peer peer = connect()) {
            chopped.send(peer, begin(TEXT, "1"), end("2"), goOn("3"));
            peer.expect(text("12")).expectFailure(1002);
        }
        try (Peer peer = connect()) {
            chopped.send(peer, text("whole"), end("3"));
            peer.expect(text("whole")).expectFailure(1002);
        }
    }

    @ParameterizedTest
    @EnumSource
    void section5_4_anotherMessageBetweenFragmentsIsAProtocolError(Chopped chopped) throws IOException {
        for (Frame other : new Frame[] {text("2"), binary(new byte[] {2}), begin(TEXT, "2")}) {
            try (Peer peer = connect()) {
                chopped.send(peer, begin(TEXT, "1"), other);
                peer.expectFailure(1002);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, PONG, Frame.CLOSE})
    void section5_4_aControlFrameInFragmentsIsAProtocolError(int opcode) throws IOException {
        try (Peer peer = connect()) {
            peer.send(begin(opcode, "1"));
            peer.expectFailure(1002);
        }
        try (Peer peer = connect()) {
            peer.sendTogether(begin(TEXT, "1"), begin(opcode, ""), end("2"));
            peer.expectFailure(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 1300, 65535})
    void section5_4_fragmentsOfAnySizeAreOneMessage(int size) throws IOException {
        Frame message = binary(Framing5_2Test.bytes(size == 1 ? 2000 : 65536));
        try (Peer peer = connect()) {
            peer.sendTogether(message.inFragments(size)).expect(message);
            peer.send(message.inFragments(Math.max(size, 64)));
            peer.expect(message).expectHealth();
        }
    }
}
