package dev.carillon.conformance;

import static dev.carillon.conformance.Frame.CLOSE;
import static dev.carillon.conformance.Frame.TEXT;
import static dev.carillon.conformance.Frame.begin;
import static dev.carillon.conformance.Frame.binary;
import static dev.carillon.conformance.Frame.close;
import static dev.carillon.conformance.Frame.ping;
import static dev.carillon.conformance.Frame.text;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, 5.5.1 and 7: how connections are closed, with which codes, and what is ignored then. */
class Closing7Test extends OnBothLanes {

    @Test
    void section7_1_2_aCloseFrameIsAnsweredAndTheServerEndsTcp() throws IOException {
        try (Peer peer = connect()) {
            peer.send(text("last words"), close(1000)).expect(text("last words"), close(1000));
            peer.expectEnd();
        }
    }

    @Test
    void section7_1_1_theServerEndsTcpAfterAPeerThatEndsIt() throws IOException {
        try (Peer peer = connect()) {
            peer.send(text("still here")).expect(text("still here"));
            peer.channel.shutdownOutput();
            peer.expectEnd();
        }
    }

    @Test
    void section7_1_1_theServerEndsTcpAfterAPeerThatEndsItWithinAMessage() throws IOException {
        try (Peer peer = connect()) {
            peer.send(begin(TEXT, "half")).channel.shutdownOutput();
            peer.expectEnd();
        }
    }

    @Test
    void section5_5_1_aCloseFrameInTheMiddleOfAMessageEndsBoth() throws IOException {
        try (Peer peer = connect()) {
            peer.send(begin(TEXT, "never finished"), close(1001)).expect(close(1001));
            peer.expectEnd();
        }
    }

    @Test
    void section5_5_1_noMessageFollowsACloseFrameOfTheServer() throws IOException {
        try (Peer closed = connect("/topics/closing.*", "");
                Peer session = connect("/ws", "");
                Peer other = connect("/topics/closing.a", "")) {
            session.receive();
            session.send(text("{\"type\":\"subscribe\",\"topic\":\"closing.a\"}"))
                    .receive();
            closed.send(text("nobody can publish to a pattern")).receive();
            session.send(binary(new byte[] {1})).receive();
            other.send(text("to all that listen")).expect(text("to all that listen"));
            closed.send(close(1008)).expectEnd();
            session.send(close(1003)).expectEnd();
        }
    }

    @Test
    void section5_5_1_bytesAfterACloseFrameAreIgnored() throws IOException {
        Frame[] late = {
            text("late"),
            ping("late"),
            close(1001),
            Frame.end("late"),
            text("late").reserved(7)
        };
        for (Frame frame : late) {
            try (Peer peer = connect()) {
                peer.sendTogether(close(1000), frame).expect(close(1000)).expectEnd();
            }
            try (Peer peer = connect()) {
                peer.sendInChops(7, text("before"), close(1000), frame);
                peer.expect(text("before"), close(1000));
            }
        }
    }

    @Test
    void section5_5_1_messagesBeforeACloseFrameAreAnsweredFirst() throws IOException {
        Frame large = text("BAsd7&jh23".repeat(26_000));
        try (Peer peer = connect()) {
            peer.sendTogether(large, text("small"), close(1000), ping("late"));
            peer.expect(large, text("small"), close(1000)).expectEnd();
        }
    }

    @Test
    void section5_5_1_anEmptyCloseFrameIsAnsweredByAnEmptyOne() throws IOException {
        try (Peer peer = connect()) {
            peer.send(close()).expect(close()).expectEnd();
        }
    }

    @Test
    void section5_5_1_halfACloseCodeIsAProtocolError() throws IOException {
        for (byte half : new byte[] {3, 'a', 0}) {
            try (Peer peer = connect()) {
                peer.send(Frame.of(CLOSE, new byte[] {half})).expectFailure(1002);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "Hello World!", "à bientôt 🔔"})
    void section5_5_1_aReasonMayFollowTheCode(String reason) throws IOException {
        try (Peer peer = connect()) {
            peer.send(close(1000, reason)).expect(close(1000)).expectEnd();
        }
    }

    @Test
    void section5_5_1_aReasonHasAtMost123Bytes() throws IOException {
        try (Peer peer = connect()) {
            peer.sendInChops(1, close(1000, "*".repeat(123)))
                    .expect(close(1000))
                    .expectEnd();
        }
        try (Peer peer = connect()) {
            peer.send(close(1000, "*".repeat(124))).expectFailure(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "48656c6c6fed a080", "ceba e1bdb9 cf83 cebc ceb5 eda080 65646974 6564"})
    void section5_5_1_aReasonThatIsNotUtf8IsRefused(String hex) throws IOException {
        byte[] reason = HexFormat.of().parseHex(hex.replace(" ", ""));
        try (Peer peer = connect()) {
            peer.send(close(1000, reason)).expectFailure(1007);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4001, 4999
            })
    void section7_4_codesThatMayBeSentAreEchoed(int code) throws IOException {
        try (Peer peer = connect()) {
            peer.send(close(code, "why not")).expect(close(code)).expectEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 9999, 32768, 65535})
    void section7_4_codesThatMustNotBeSentAreAProtocolError(int code) throws IOException {
        try (Peer peer = connect()) {
            peer.send(close(code, "why not")).expectFailure(1002);
        }
    }

    @Test
    void section7_1_7_aFailedConnectionReceivesNothingMore() throws IOException {
        try (Peer peer = connect()) {
            peer.sendTogether(text("bad").reserved(4), text("late"), ping("late"), close(1000));
            peer.expectFailure(1002);
        }
    }

    @Test
    void section7_1_7_aPeerThatSendsAfterAFailureStillReceivesTheReason() throws IOException {
        try (Peer peer = connect()) {
            peer.send(text("bad").reserved(4));
            for (int i = 0; i < 20; i++) {
                peer.send(Frame.binary(new byte[10_000]));
            }
            peer.expectFailure(1002);
        }
    }
}
