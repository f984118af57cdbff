package dev.carillon.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** Moving a socket into a lane. */
class AdoptTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Lane lane =
            new ChannelLane(channel.eventLoop(), LaneLimits.DEFAULT, LaneMeters.SILENT, EmbeddedChannel::new);

    @Test
    void aClosedChannelIsNotAdopted() {
        var _ = channel.close();
        lane.adopt(channel, new byte[] {1}, Receiver.NOBODY);
        assertThat(lane.openCount()).isZero();
    }

    @Test
    void anOpenChannelIsAdoptedAndReceivesTheAnswer() {
        lane.adopt(channel, new byte[] {1}, Receiver.NOBODY);
        assertThat(lane.openCount()).isEqualTo(1);
        assertThat(channel.<Object>readOutbound()).isEqualTo(Unpooled.wrappedBuffer(new byte[] {1}));
    }
}
