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

/** Messages between the processes of a tester: a length of four bytes, then the body with this number of bytes. */
final class Messages {
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
        byte[] body = bytes(writing);
        return Buffer.buffer(Integer.BYTES + body.length).appendInt(body.length).appendBytes(body);
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

    static DataInputStream in(byte[] body) {
        return new DataInputStream(new ByteArrayInputStream(body));
    }

    /**
     * Hands each complete message to {@code receiver}. A length that is not allowed closes the connection.
     *
     * @param lengthMax most bytes of a message, read when a message begins
     */
    static void receive(NetSocket socket, IntSupplier lengthMax, Consumer<byte[]> receiver) {
        RecordParser parser = RecordParser.newFixed(Integer.BYTES);
        boolean[] length = {true};
        parser.handler(part -> {
            if (!length[0]) {
                length[0] = true;
                parser.fixedSizeMode(Integer.BYTES);
                receiver.accept(part.getBytes());
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
