package dev.carillon.loadtest.figure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A value that one loop counts. Values of several loops and processes can be added up. */
public interface Figure {
    /** Adds the value of another loop. It must be a figure of the same class and the same declaration. */
    void add(Figure other);

    /** Writes the value, so that {@link #read} can read it in another process. */
    void write(DataOutput out) throws IOException;

    /** Reads a value that {@link #write} wrote in any process. This figure must have counted nothing before. */
    void read(DataInput in) throws IOException;

    /** Returns the value for a report: a number, a duration, a histogram, or a map or a list of such values. */
    Object shown();
}
