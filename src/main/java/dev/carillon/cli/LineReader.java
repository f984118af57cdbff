package dev.carillon.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads lines as bytes, each as soon as its line feed has come. Only the line feed is removed. */
final class LineReader {
    private final InputStream in;
    private final int bytesMax;
    private final byte[] buffer = new byte[64 << 10];
    private int next;
    private int end;

    LineReader(InputStream in, int bytesMax) {
        this.in = in;
        this.bytesMax = bytesMax;
    }

    /** The next line, also a last one without a line feed; empty at the end. */
    Optional<byte[]> read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean began = false;
        while (fill()) {
            began = true;
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            line.write(buffer, from, next - from);
            if (line.size() > bytesMax) {
                throw new IOException("expected a line of at most " + bytesMax + " bytes, but was longer");
            }
            if (next < end) {
                next++;
                return Optional.of(line.toByteArray());
            }
        }
        return began ? Optional.of(line.toByteArray()) : Optional.empty();
    }

    /** Blocks until there is a byte to read. Returns whether there is one. */
    private boolean fill() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, in.read(buffer));
        }
        return next < end;
    }
}
