package dev.carillon.frame;

import static dev.carillon.frame.Wire.FIN;
import static dev.carillon.frame.Wire.hex;
import static dev.carillon.frame.Wire.join;
import static dev.carillon.frame.Wire.masked;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The memory that reading a frame takes: none if the frame is complete, and never the announced length. */
class AllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Deaf handler = new Deaf();

    @Test
    void wholeFramesAreReadWithoutAnyAllocation() throws ProtocolViolation {
        FrameReader reader = new FrameReader(Role.SERVER, 1000);
        byte[] frames =
                join(masked(FIN | 0x1, "keep-alive"), masked(FIN | 0x2, "x".repeat(500)), masked(FIN | 0x9, "ping"));
        ByteBuffer bytes = ByteBuffer.allocateDirect(frames.length);
        readAgainAndAgain(reader, bytes, frames, 10);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        readAgainAndAgain(reader, bytes, frames, 1000);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
        assertThat(handler.heard).isEqualTo(3 * 1010);
    }

    @Test
    void anAnnouncedLengthIsNotAllocatedBeforeTheBytesCome() throws ProtocolViolation {
        FrameReader reader = new FrameReader(Role.SERVER, Integer.MAX_VALUE);
        ByteBuffer bytes = ByteBuffer.wrap(hex("82 ff 00 00 00 00 7f ff ff ff 00 00 00 00 01 02 03"));
        long before = THREADS.getCurrentThreadAllocatedBytes();
        reader.read(bytes, handler);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        assertThat(reader.isIdle()).isFalse();
    }

    @Test
    void aMessageReadByteByByteAllocatesLessThanFourTimesItsLength() throws ProtocolViolation {
        FrameReader reader = new FrameReader(Role.SERVER, 1_000_000);
        byte[] frame = masked(FIN | 0x2, new byte[100_000]);
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (byte next : frame) {
            reader.read(one.clear().put(next).flip(), handler);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(4 * 100_000);
        assertThat(handler.heard).isEqualTo(1);
    }

    private void readAgainAndAgain(FrameReader reader, ByteBuffer bytes, byte[] frames, int times)
            throws ProtocolViolation {
        for (int i = 0; i < times; i++) {
            reader.read(bytes.clear().put(frames).flip(), handler);
        }
    }

    /** Counts, and stores nothing, so that only the reader is measured. */
    private static final class Deaf implements FrameHandler {

        private int heard;

        @Override
        public boolean acceptsFrames() {
            return true;
        }

        @Override
        public void onText(ByteBuffer utf8) {
            heard++;
        }

        @Override
        public void onBinary(ByteBuffer data) {
            heard++;
        }

        @Override
        public void onPing(ByteBuffer data) {
            heard++;
        }

        @Override
        public void onPong(ByteBuffer data) {
            heard++;
        }

        @Override
        public void onClose(int code, String reason) {
            heard++;
        }
    }
}
