package dev.carillon.loadtest.figure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Something that one loop counts, and that can be added to the same of other loops and processes. */
public interface Figure {
    /** Adds what another loop has counted, which is a figure of the same kind. */
    void add(Figure other);

    void write(DataOutput out) throws IOException;

    /** Becomes what {@link #write} wrote, in this process or another. Until then nothing has been counted here. */
    void read(DataInput in) throws IOException;

    /** Its value in a report: a number, a duration, a histogram, or these by their names or in a list. */
    Object shown();
}
