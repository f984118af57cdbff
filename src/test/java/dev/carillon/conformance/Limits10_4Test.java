package dev.carillon.conformance;

import static dev.carillon.conformance.Frame.BINARY;
import static dev.carillon.conformance.Frame.binary;
import static dev.carillon.conformance.Frame.goOn;
import static dev.carillon.conformance.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, 10.4: large messages, many messages, and the limits. */
class Limits10_4Test extends OnBothLanes {

    @ParameterizedTest
    @ValueSource(ints = {64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, MAX_ECHO_BYTES})
    void section10_4_messagesUpToTheLimitAreEchoed(int length) throws IOException {
        try (Peer peer = connect()) {
            Frame text = text("BAsd7&jh".repeat(length / 8));
            peer.send(text).expect(text);
            Frame binary = binary(Framing5_2Test.bytes(length));
            peer.send(binary).expect(binary).expectHealth();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 256, 1024, 4096, 16 << 10, 64 << 10, 256 << 10, 1 << 20})
    void section10_4_aLargeMessageInFragmentsIsEchoed(int fragment) throws IOException {
        Frame message = binary(Framing5_2Test.bytes(fragment == 64 ? 1 << 20 : 4 << 20));
        try (Peer peer = connect()) {
            peer.sendTogether(message.inFragments(fragment)).expect(message).expectHealth();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 128, 256, 512, 1024, 2048})
    void section10_4_aLargeMessageInSmallSegmentsIsEchoed(int chop) throws IOException {
        Frame message = text("BAsd7&jh".repeat((1 << 20) / 8));
        try (Peer peer = connect()) {
            peer.sendInChops(chop, message).expect(message).expectHealth();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 64, 256, 1024, 4096})
    void section10_4_aThousandMessagesOneAfterTheOtherAreEchoed(int length) throws IOException {
        try (Peer peer = connect()) {
            Frame message = text("*".repeat(length));
            for (int i = 0; i < 1000; i++) {
                peer.send(message).expect(message);
            }
            peer.expectHealth();
        }
    }

    @Test
    void section10_4_aMessageAboveTheLimitIsRefusedAtItsHeader() throws IOException {
        byte[] head = Arrays.copyOf(binary(new byte[MAX_ECHO_BYTES + 1]).masked(), 14);
        try (Peer peer = connect()) {
            peer.sendBytes(head).expectFailure(1009);
        }
    }

    @Test
    void section10_4_aLengthOf63BitsIsTooBig() throws IOException {
        byte[] head = {(byte) 0x82, (byte) 0xff, 0x7f, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4};
        try (Peer peer = connect()) {
            peer.sendBytes(head).expectFailure(1009);
        }
    }

    @Test
    void section10_4_fragmentsThatSumUpAboveTheLimitAreTooBig() throws IOException {
        try (Peer peer = connect()) {
            Frame begin = new Frame(false, 0, BINARY, new byte[MAX_ECHO_BYTES]);
            peer.send(begin, goOn(""), goOn("x")).expectFailure(1009);
        }
    }

    @Test
    void section10_4_topicsHaveTheirOwnLimit() throws IOException {
        try (Peer peer = connect("/topics/limits", "")) {
            Frame largest = binary(new byte[MAX_MESSAGE_BYTES]);
            peer.send(largest).expect(largest);
            peer.send(binary(new byte[MAX_MESSAGE_BYTES + 1])).expectFailure(1009);
        }
    }

    @Test
    void aPeerThatSendsFasterThanItReadsIsSlowedAndLosesNothing() throws IOException {
        int count = 6000;
        Frame message = binary(Framing5_2Test.bytes(16 << 10));
        ByteBuffer all = ByteBuffer.wrap(repeated(message.masked(), count));
        try (Peer peer = connect()) {
            fillUntilNothingIsTaken(peer, all);
            assertThat(all.remaining()).as("what was held back").isGreaterThan(0);
            CompletableFuture<Void> rest = CompletableFuture.runAsync(() -> write(peer, all));
            for (int i = 0; i < count; i++) {
                peer.expect(message);
            }
            rest.join();
            peer.expectHealth();
        }
    }

    @Test
    void aLargeEchoIsCompleteIfACloseFrameFollowsAtOnce() throws IOException {
        Frame message = binary(Framing5_2Test.bytes(MAX_ECHO_BYTES));
        try (Peer peer = connect()) {
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(
                    peer,
                    ByteBuffer.wrap(Frame.joined(
                            message.masked(),
                            text("small").masked(),
                            Frame.close(1000).masked()))));
            written.join();
            peer.expect(message, text("small"), Frame.close(1000)).expectEnd();
        }
    }

    private static void fillUntilNothingIsTaken(Peer peer, ByteBuffer bytes) throws IOException {
        peer.channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            peer.channel.register(selector, SelectionKey.OP_WRITE);
            while (bytes.hasRemaining() && selector.select(500) > 0) {
                selector.selectedKeys().clear();
                peer.channel.write(bytes);
            }
        }
        peer.channel.configureBlocking(true);
    }

    private static void write(Peer peer, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                peer.channel.write(bytes);
            }
        } catch (IOException lost) {
            throw new AssertionError(lost);
        }
    }

    private static byte[] repeated(byte[] bytes, int count) {
        ByteBuffer all = ByteBuffer.allocate(bytes.length * count);
        for (int i = 0; i < count; i++) {
            all.put(bytes);
        }
        return all.array();
    }
}
