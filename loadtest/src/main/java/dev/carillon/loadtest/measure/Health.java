package dev.carillon.loadtest.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How one process of the tester did while it measured.
 *
 * @param heapBytes that it had taken from the system for its heap at the end
 */
public record Health(ProcessWatch.Use use, long heapBytes) {

    public void write(DataOutput out) throws IOException {
        use.write(out);
        out.writeLong(heapBytes);
    }

    public static Health read(DataInput in) throws IOException {
        return new Health(ProcessWatch.Use.read(in), in.readLong());
    }
}
