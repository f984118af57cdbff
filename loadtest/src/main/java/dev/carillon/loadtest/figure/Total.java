package dev.carillon.loadtest.figure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How many: added up over all loops. */
public final class Total implements Figure {
    private long count;

    void increment() {
        count++;
    }

    void add(long more) {
        count += more;
    }

    public long count() {
        return count;
    }

    @Override
    public void add(Figure other) {
        count += ((Total) other).count;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeLong(count);
    }

    @Override
    public void read(DataInput in) throws IOException {
        count = in.readLong();
    }

    @Override
    public Object shown() {
        return count;
    }
}
