package dev.carillon.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The chunks of a body as one stream (RFC 9112, 7.1). A connection that ends within them is an error. */
final class ChunkedInput extends InputStream {
    private final AnswerReader answers;
    private final InputStream in;
    /** Bytes of the present chunk that are not read yet. */
    private int left;

    private boolean ended;

    ChunkedInput(AnswerReader answers, InputStream in) {
        this.answers = answers;
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (left == 0 && !ended) {
            begin();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(to, offset, Math.min(length, left));
        if (count < 0) {
            throw new EOFException("end of stream");
        }
        left -= count;
        if (left == 0) {
            answers.readLine();
        }
        return count;
    }

    private void begin() throws IOException {
        left = answers.chunkLength();
        if (left < 0) {
            throw new EOFException("end of stream");
        }
        if (left == 0) {
            ended = true;
            answers.readTrailers();
        }
    }
}
