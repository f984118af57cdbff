package dev.carillon.loadtest.run;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** Messages between the processes of a tester: a length of four bytes, then so many bytes. */
final class Messages {
    /** The account of 100,000 publications takes 800 kB. */
    static final int LENGTH_MAX = 64 << 20;

    private Messages() {}

    /** Writes a message, or a part of one. */
    interface Writing {
        Writing NOTHING = out -> {};

        void to(DataOutput out) throws IOException;
    }

    /** Reads a message, or a part of one. */
    interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    static Buffer message(Writing writing) {
        return framed(bytes(writing));
    }

    static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException notInMemory) {
            throw new UncheckedIOException(notInMemory);
        }
        return bytes.toByteArray();
    }

    /** A message to be sent on as it came. */
    static Buffer framed(byte[] body) {
        return Buffer.buffer(Integer.BYTES + body.length).appendInt(body.length).appendBytes(body);
    }

    static DataInputStream in(byte[] body) {
        return new DataInputStream(new ByteArrayInputStream(body));
    }

    /** Tells {@code hearer} each whole message that comes; closes a connection that brings anything else. */
    static void hear(NetSocket socket, Consumer<byte[]> hearer) {
        hear(socket, () -> LENGTH_MAX, hearer);
    }

    /** As the other one, for messages of at most so many bytes as {@code lengthMax} says when one begins. */
    static void hear(NetSocket socket, IntSupplier lengthMax, Consumer<byte[]> hearer) {
        RecordParser parser = RecordParser.newFixed(Integer.BYTES);
        boolean[] length = {true};
        parser.handler(part -> {
            if (!length[0]) {
                length[0] = true;
                parser.fixedSizeMode(Integer.BYTES);
                hearer.accept(part.getBytes());
            } else if (part.getInt(0) < 1 || part.getInt(0) > lengthMax.getAsInt()) {
                socket.close().onFailure(gone -> parser.pause());
            } else {
                length[0] = false;
                parser.fixedSizeMode(part.getInt(0));
            }
        });
        socket.handler(parser);
    }

    static void write(int[] numbers, DataOutput out) throws IOException {
        out.writeInt(numbers.length);
        for (int number : numbers) {
            out.writeInt(number);
        }
    }

    static int[] readInts(DataInputStream in) throws IOException {
        int[] numbers = new int[in.readInt()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readInt();
        }
        return numbers;
    }
}
