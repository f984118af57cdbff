package dev.carillon.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hub.Hub;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.hub.SweepLimits;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the channel lane passes to a transport with limited space, and what it keeps. */
class ChannelConnectionTest {
    /** Netty's high-water mark, and a slice that was begun below it. */
    private static final int TRANSPORT_MAX = 128 << 10;

    private static final byte[] LONG = random(1 << 20);

    private final Transport transport = new Transport();
    private final Lane lane =
            new ChannelLane(transport.eventLoop(), LaneLimits.DEFAULT, LaneMeters.SILENT, EmbeddedChannel::new);
    private final Connection connection = adopted();

    @Test
    void theTransportReceivesASliceOfALongFrameAndTheOutboxKeepsTheRest() {
        connection.send(LONG);
        assertThat(transport.holds()).isBetween(1L, (long) TRANSPORT_MAX);
        assertThat(lane.waitingBytes()).isBetween(LONG.length - (long) TRANSPORT_MAX, (long) LONG.length);
        takeInSteps(10_000);
        assertThat(transport.taken()).isEqualTo(LONG);
        assertThat(lane.waitingBytes()).isZero();
    }

    @Test
    void theTransportReceivesASliceOfALongPublicationAndTheOutboxKeepsTheRest() {
        publish(LONG);
        assertThat(transport.holds()).isBetween(1L, (long) TRANSPORT_MAX);
        assertThat(lane.waitingBytes()).isBetween(LONG.length - (long) TRANSPORT_MAX, (long) LONG.length);
        takeInSteps(100_000);
        assertThat(transport.taken()).isEqualTo(LONG);
        assertThat(lane.waitingBytes()).isZero();
    }

    @Test
    void laterFramesAreSentAfterALongFrame() {
        connection.send(LONG);
        connection.send(new byte[] {1});
        publish(new byte[] {2, 2});
        connection.send(new byte[] {3});
        takeInSteps(1 << 20);
        byte[] all = transport.taken();
        assertThat(all).startsWith(LONG).endsWith(1, 2, 2, 3).hasSize(LONG.length + 4);
    }

    @Test
    void aLongFrameThatIsSentAtOnceLeavesNothingInTheOutbox() {
        transport.take(Integer.MAX_VALUE);
        connection.send(LONG);
        connection.send(new byte[] {1});
        assertThat(transport.taken()).startsWith(LONG).endsWith(1).hasSize(LONG.length + 1);
        assertThat(connection.backlogBytes()).isZero();
    }

    @Test
    void aPeerIsNotReadWhileItsAnswersWait() {
        connection.send(LONG);
        connection.awaitDrain();
        assertThat(transport.config().isAutoRead()).isFalse();
        transport.take(LONG.length - TRANSPORT_MAX - 1);
        assertThat(transport.config().isAutoRead()).isFalse();
        transport.take(LONG.length);
        assertThat(transport.config().isAutoRead()).isTrue();
    }

    @Test
    void readingContinuesWhenTheAnswersAreSent() {
        transport.take(Integer.MAX_VALUE);
        connection.send(LONG);
        connection.awaitDrain();
        assertThat(transport.config().isAutoRead()).isTrue();
    }

    @Test
    void aPauseContinuesAfterTheAnswersAreSent() {
        connection.send(LONG);
        connection.awaitDrain();
        connection.pauseReading();
        takeInSteps(1 << 20);
        assertThat(transport.config().isAutoRead()).isFalse();
        connection.resumeReading();
        assertThat(transport.config().isAutoRead()).isTrue();
    }

    @Test
    void aResumedPeerIsReadOnlyWhenItsAnswersAreSent() {
        connection.send(LONG);
        connection.awaitDrain();
        connection.pauseReading();
        connection.resumeReading();
        assertThat(transport.config().isAutoRead()).isFalse();
        takeInSteps(1 << 20);
        assertThat(transport.config().isAutoRead()).isTrue();
    }

    private Connection adopted() {
        lane.adopt(transport, new byte[0], Receiver.NOBODY);
        Connection[] adopted = new Connection[1];
        lane.forEach(only -> adopted[0] = only);
        return adopted[0];
    }

    private void publish(byte[] payload) {
        Queue<Runnable> tasks = new ArrayDeque<>();
        Hub hub = new Hub(tasks::add, () -> 0, HubMeters.SILENT, SweepLimits.DEFAULT, SlowReaderRules.NONE);
        hub.join(new TopicPattern("t"), publication -> publication.payload().bytes(), connection);
        Publication publication = new Publication(new TopicName("t"), Payload.binary(payload), 0);
        assertThat(hub.reserve(publication)).isEqualTo(PublishResult.TAKEN);
        hub.publish(publication);
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private void takeInSteps(int bytes) {
        while (connection.backlogBytes() > 0) {
            transport.take(bytes);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /** Accepts as many bytes as the test allows. */
    private static final class Transport extends EmbeddedChannel {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int room;

        void take(int bytes) {
            room = bytes;
            flush();
            runPendingTasks();
        }

        byte[] taken() {
            return taken.toByteArray();
        }

        /** The bytes that it received and could not send. */
        long holds() {
            return unsafe().outboundBuffer().totalPendingWriteBytes();
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer given) {
            while (room > 0 && given.current() instanceof ByteBuf bytes) {
                byte[] part = new byte[Math.min(room, bytes.readableBytes())];
                bytes.getBytes(bytes.readerIndex(), part);
                taken.writeBytes(part);
                room -= part.length;
                given.removeBytes(part.length);
            }
        }
    }
}
