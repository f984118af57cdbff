package dev.carillon.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.frame.Frames;
import dev.carillon.frame.MaskedFrames;
import dev.carillon.frame.Role;
import dev.carillon.frame.Wire;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The states of a WebSocket over its lane; the test sets the time, and there is no socket. */
class WebSocketsTest {
    private static final MaskedFrames CLIENT = new MaskedFrames(() -> 0x01020304);

    private final Recorder heard = new Recorder();
    private final WebSockets webSockets = new WebSockets(
            Role.SERVER, new WebSocketSettings(1000, Duration.ofSeconds(60), true, Duration.ofSeconds(5), 10_000));
    private final Receiver open = webSockets.receiver(heard);
    private final RecordedConnection connection = new RecordedConnection(open);

    @Nested
    class Messages {
        @Test
        void aMessageReachesTheHandler() {
            receive(CLIENT.text(utf8("hello")));
            assertThat(heard.events).containsExactly("text hello");
        }

        @Test
        void aConnectionBetweenMessagesKeepsNoState() {
            receive(CLIENT.text(utf8("hello")));
            assertThat(connection.receiver()).isSameAs(open);
        }

        @Test
        void twoConnectionsInTheMiddleOfAFrameDoNotMixTheirBytes() {
            RecordedConnection other = new RecordedConnection(open);
            byte[] one = CLIENT.text(utf8("one"));
            byte[] two = CLIENT.text(utf8("two"));
            receive(connection, one, 0, 4);
            receive(other, two, 0, 5);
            receive(connection, one, 4, one.length);
            receive(other, two, 5, two.length);
            assertThat(heard.events).containsExactly("text one", "text two");
            assertThat(connection.receiver()).isSameAs(open);
            assertThat(other.receiver()).isSameAs(open);
        }

        @Test
        void aPingIsAnsweredWithItsOwnBytes() {
            receive(CLIENT.ping(utf8("abc")));
            assertThat(connection.takeSent()).containsExactly(Frames.pong(utf8("abc")));
        }

        @Test
        void aMessageThatClosesTheConnectionIsTheLast() {
            heard.onNextText = peer -> peer.close(Ending.CLOSED_HERE);
            receive(joined(CLIENT.text(utf8("one")), CLIENT.text(utf8("two"))));
            assertThat(heard.events).containsExactly("text one", "closed DONE 1006");
        }
    }

    @Nested
    class ClosingByThePeer {
        @Test
        void isAnsweredWithTheSameCodeAndEndsTheConnection() {
            receive(CLIENT.close(1000, "bye"));
            assertThat(connection.takeSent()).containsExactly(Frames.close(1000, ""));
            assertThat(connection.isOpen()).isFalse();
            assertThat(heard.events).containsExactly("closed PEER 1000");
        }

        @Test
        void followedByOtherBytesWaitsForThePeerToEndTheSocket() {
            receive(joined(CLIENT.close(1000, "bye"), CLIENT.text(utf8("late"))));
            assertThat(connection.takeSent()).containsExactly(Frames.close(1000, ""));
            assertThat(connection.isOpen()).isTrue();
            assertThat(connection.finished).isTrue();
        }

        @Test
        void withoutACodeIsAnsweredWithoutOne() {
            receive(CLIENT.close());
            assertThat(connection.takeSent()).containsExactly(Frames.close());
            assertThat(heard.events).containsExactly("closed PEER 1005");
        }

        @Test
        void waitsForTheBacklogOfThePeer() {
            connection.backlog(1);
            receive(CLIENT.close(1000, ""));
            assertThat(connection.isOpen()).isTrue();
            assertThat(connection.finished).isTrue();
        }

        @Test
        void framesAfterTheCloseAreIgnored() {
            connection.backlog(1);
            receive(joined(CLIENT.close(1000, ""), CLIENT.text(utf8("too late"))));
            receive(CLIENT.text(utf8("much too late")));
            assertThat(heard.events).isEmpty();
        }

        @Test
        void aSocketThatEndsWithoutACloseIsCountedAsVanished() {
            connection.close(Ending.PEER_LOST);
            assertThat(heard.events).containsExactly("closed VANISHED 1006");
        }
    }

    @Nested
    class ClosingByTheService {
        @Test
        void endsWhenThePeerAnswers() {
            webSockets.close(connection, CloseCause.DONE, 1000, "done");
            assertThat(connection.takeSent()).containsExactly(Frames.close(1000, "done"));
            assertThat(connection.isOpen()).isTrue();
            receive(CLIENT.close(1000, ""));
            assertThat(connection.isOpen()).isFalse();
            assertThat(heard.events).containsExactly("closed DONE 1000");
        }

        @Test
        void dropsMessagesAndAnswersNoPings() {
            webSockets.close(connection, CloseCause.DONE, 1000, "done");
            connection.takeSent();
            receive(CLIENT.text(utf8("crossed on the way")));
            receive(CLIENT.ping(utf8("?")));
            assertThat(heard.events).isEmpty();
            assertThat(connection.takeSent()).isEmpty();
        }

        @Test
        void worksInTheMiddleOfAMessage() {
            byte[] message = CLIENT.text(utf8("hello"));
            receive(connection, message, 0, 5);
            webSockets.close(connection, CloseCause.DONE, 1000, "done");
            receive(connection, message, 5, message.length);
            receive(CLIENT.close(1000, ""));
            assertThat(heard.events).containsExactly("closed DONE 1000");
        }

        @Test
        void worksInsideAHandlerWhenAPartOfAnotherMessageFollows() {
            heard.onNextText = peer -> webSockets.close(peer, CloseCause.DONE, 1000, "done");
            byte[] second = CLIENT.text(utf8("second"));
            byte[] both = joined(CLIENT.text(utf8("first")), second);
            receive(connection, both, 0, both.length - 3);
            receive(connection, both, both.length - 3, both.length);
            receive(CLIENT.close(1000, ""));
            assertThat(heard.events).containsExactly("text first", "closed DONE 1000");
        }

        @Test
        void happensOnce() {
            webSockets.close(connection, CloseCause.DONE, 1000, "done");
            webSockets.close(connection, CloseCause.SHUTDOWN, 1012, "again");
            assertThat(connection.takeSent()).hasSize(1);
        }

        @Test
        void aPeerThatDoesNotAnswerIsDisconnectedAfterTheTimeout() {
            webSockets.close(connection, CloseCause.DONE, 1000, "done");
            connection.receiver().onVisit(connection, 100, 0);
            connection.receiver().onVisit(connection, 104, 0);
            assertThat(connection.isOpen()).isTrue();
            connection.receiver().onVisit(connection, 105, 0);
            assertThat(connection.isOpen()).isFalse();
            assertThat(heard.events).containsExactly("closed UNANSWERED 1000");
        }

        @Test
        void anUnansweredIdleCloseKeepsItsCause() {
            webSockets.close(connection, CloseCause.IDLE, 1001, "nothing was heard");
            connection.receiver().onVisit(connection, 100, 0);
            connection.receiver().onVisit(connection, 105, 0);
            assertThat(heard.events).containsExactly("closed IDLE 1001");
        }
    }

    @Nested
    class Violations {
        @Test
        void areReportedInACloseFrameAndEndTheOutput() {
            receive(Frames.text(utf8("unmasked")));
            byte[] close = connection.takeSent().getFirst();
            assertThat(close[0]).isEqualTo((byte) 0x88);
            assertThat(((close[2] & 0xff) << 8) | (close[3] & 0xff)).isEqualTo(1002);
            assertThat(new String(close, 4, close.length - 4, UTF_8)).startsWith("expected ");
            assertThat(connection.finished).isTrue();
        }

        @Test
        void framesAfterAViolationAreReadButIgnored() {
            receive(Frames.text(utf8("unmasked")));
            receive(CLIENT.text(utf8("hello")));
            assertThat(heard.events).isEmpty();
            connection.close(Ending.PEER_CLOSED);
            assertThat(heard.events).containsExactly("closed VIOLATION 1002");
        }

        @Test
        void aViolationWhileClosingSendsNoSecondCloseFrame() {
            webSockets.close(connection, CloseCause.DONE, 1000, "done");
            receive(Frames.text(utf8("unmasked")));
            assertThat(connection.takeSent()).hasSize(1);
            connection.close(Ending.PEER_CLOSED);
            assertThat(heard.events).containsExactly("closed DONE 1000");
        }
    }

    @Nested
    class Faults {
        @Test
        void areReportedWith1011AndEndTheOutput() {
            heard.onNextText = peer -> {
                throw new IllegalStateException("broken");
            };
            assertThatThrownBy(() -> receive(CLIENT.text(utf8("hello")))).hasMessage("broken");
            connection.receiver().onFault(connection);
            assertThat(connection.takeSent()).containsExactly(Frames.close(1011, "an internal error of the service"));
            assertThat(connection.finished).isTrue();
            receive(CLIENT.text(utf8("not heard")));
            connection.close(Ending.PEER_CLOSED);
            assertThat(heard.events).containsExactly("text hello", "closed FAULT 1011");
        }

        @Test
        void inTheMiddleOfAMessageAreReported() {
            byte[] message = CLIENT.text(utf8("hello"));
            receive(connection, message, 0, 7);
            connection.receiver().onFault(connection);
            assertThat(connection.takeSent()).containsExactly(Frames.close(1011, "an internal error of the service"));
        }

        @Test
        void whileClosingEndTheConnection() {
            webSockets.close(connection, CloseCause.DONE, 1000, "done");
            connection.receiver().onFault(connection);
            assertThat(connection.takeSent()).hasSize(1);
            assertThat(heard.events).containsExactly("closed DONE 1000");
        }
    }

    /** The bound is 10,000 bytes for messages of at most 1,000 each: enough for ten connections. */
    @Nested
    class UnfinishedMessages {
        @Test
        void areRefusedAboveTheBoundUntilOthersEnd() {
            List<RecordedConnection> peers = new ArrayList<>();
            List<byte[]> told = List.of();
            while (told.isEmpty()) {
                assertThat(peers).hasSizeLessThan(12);
                peers.add(sendHalf());
                told = peers.getLast().takeSent();
            }
            assertThat(peers).hasSizeGreaterThan(9);
            assertThat(reasonOf(told.getFirst())).startsWith("1013 expected memory for this message");
            peers.getFirst().close(Ending.PEER_LOST);
            assertThat(sendHalf().takeSent()).isEmpty();
        }

        @Test
        void areNotCountedAfterTheirEnd() {
            for (int i = 0; i < 100; i++) {
                receive(connection, HALF, 0, HALF.length);
                receive(connection, REST, 0, REST.length);
            }
            assertThat(connection.takeSent()).isEmpty();
            assertThat(heard.events).hasSize(100);
        }

        @Test
        void areNotCountedAfterTheirConnectionFailsOrCloses() {
            for (int i = 0; i < 100; i++) {
                RecordedConnection failing = sendHalf();
                receive(failing, HALF, 0, HALF.length);
                RecordedConnection closing = sendHalf();
                webSockets.close(closing, CloseCause.DONE, 1000, "done");
                closing.close(Ending.PEER_LOST);
                RecordedConnection faulty = sendHalf();
                faulty.receiver().onFault(faulty);
            }
            assertThat(sendHalf().takeSent()).isEmpty();
        }

        private static final byte[] HALF = Wire.masked(0x2, new byte[900]);
        private static final byte[] REST = Wire.masked(Wire.FIN, new byte[50]);

        private RecordedConnection sendHalf() {
            RecordedConnection peer = new RecordedConnection(open);
            receive(peer, HALF, 0, HALF.length);
            return peer;
        }

        private static String reasonOf(byte[] close) {
            return (((close[2] & 0xff) << 8) | (close[3] & 0xff)) + " " + new String(close, 4, close.length - 4, UTF_8);
        }
    }

    @Nested
    class KeepingAlive {
        @Test
        void aRecentlyActivePeerIsNotPinged() {
            open.onVisit(connection, 100, 29);
            assertThat(connection.takeSent()).isEmpty();
        }

        @Test
        void aPeerThatWasSilentForHalfTheIdleTimeoutIsPinged() {
            open.onVisit(connection, 100, 30);
            assertThat(connection.takeSent()).containsExactly(Frames.ping(new byte[0]));
        }

        @Test
        void aPeerThatWasSilentForTheIdleTimeoutIsClosed() {
            open.onVisit(connection, 100, 60);
            assertThat(connection.takeSent())
                    .containsExactly(Frames.close(1001, "nothing was received for 60 seconds"));
            connection.close(Ending.PEER_LOST);
            assertThat(heard.events).containsExactly("closed IDLE 1001");
        }

        @Test
        void theShortestTimeoutLeavesASecondToAnswerAPing() {
            WebSockets hasty = new WebSockets(
                    Role.SERVER,
                    new WebSocketSettings(1000, Duration.ofSeconds(2), true, Duration.ofSeconds(5), 10_000));
            RecordedConnection peer = new RecordedConnection(hasty.receiver(heard));
            peer.receiver().onVisit(peer, 100, 1);
            assertThat(peer.takeSent()).containsExactly(Frames.ping(new byte[0]));
            peer.receiver().onVisit(peer, 101, 2);
            assertThat(peer.takeSent()).containsExactly(Frames.close(1001, "nothing was received for 2 seconds"));
        }

        @Test
        void aTimeoutBelowTwoSecondsIsRefused() {
            assertThatThrownBy(() ->
                            new WebSocketSettings(1000, Duration.ofMillis(1999), true, Duration.ofSeconds(5), 10_000))
                    .hasMessage("idle-timeout must be 0 (none) or at least 2s, was 1999ms");
        }

        @Test
        void withoutPingsOnlyTheTimeoutApplies() {
            WebSockets quiet = new WebSockets(
                    Role.SERVER,
                    new WebSocketSettings(1000, Duration.ofSeconds(60), false, Duration.ofSeconds(5), 10_000));
            RecordedConnection peer = new RecordedConnection(quiet.receiver(heard));
            peer.receiver().onVisit(peer, 100, 59);
            assertThat(peer.takeSent()).isEmpty();
            peer.receiver().onVisit(peer, 101, 60);
            assertThat(peer.takeSent()).hasSize(1);
        }

        @Test
        void withoutATimeoutAPeerMayBeSilentForever() {
            WebSockets patient = new WebSockets(
                    Role.SERVER, new WebSocketSettings(1000, Duration.ZERO, true, Duration.ofSeconds(5), 10_000));
            RecordedConnection peer = new RecordedConnection(patient.receiver(heard));
            peer.receiver().onVisit(peer, 1_000_000, 1_000_000);
            assertThat(peer.takeSent()).isEmpty();
        }

        @Test
        void aSilentPeerInTheMiddleOfAMessageIsClosed() {
            byte[] message = CLIENT.text(utf8("hello"));
            receive(connection, message, 0, 5);
            connection.receiver().onVisit(connection, 100, 60);
            assertThat(connection.takeSent()).hasSize(1);
        }
    }

    private void receive(byte[] bytes) {
        receive(connection, bytes, 0, bytes.length);
    }

    private static void receive(RecordedConnection from, byte[] bytes, int start, int end) {
        byte[] copy = Arrays.copyOfRange(bytes, start, end);
        from.receiver().onBytes(from, ByteBuffer.wrap(copy));
    }

    private static byte[] joined(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static final class Recorder implements WebSocketHandler {
        final List<String> events = new ArrayList<>();
        Consumer<Connection> onNextText = peer -> {};

        @Override
        public void onText(Connection connection, ByteBuffer utf8) {
            events.add("text " + UTF_8.decode(utf8));
            onNextText.accept(connection);
        }

        @Override
        public void onBinary(Connection connection, ByteBuffer data) {
            events.add("binary " + data.remaining());
        }

        @Override
        public void onClosed(Connection connection, CloseCause cause, int code) {
            events.add("closed " + cause + " " + code);
        }
    }
}
