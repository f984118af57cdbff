package dev.carillon.loadtest.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;

/** Writes and reads histograms as bytes, each after its length. */
public final class Histograms {
    private Histograms() {}

    public static void write(Histogram histogram, DataOutput out) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoByteBuffer(bytes);
        out.writeInt(length);
        out.write(bytes.array(), 0, length);
    }

    public static Histogram read(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return Histogram.decodeFromByteBuffer(ByteBuffer.wrap(bytes), 0);
    }
}
