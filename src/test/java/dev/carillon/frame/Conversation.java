package dev.carillon.frame;

import java.nio.ByteBuffer;
import java.util.List;

/** One reader, one recorder, and the direct buffer into which a loop reads repeatedly. */
final class Conversation {

    static final int MAX_MESSAGE_BYTES = 100_000;

    final FrameReader reader;
    final Recorder recorder = new Recorder();
    private final ByteBuffer loopBuffer = ByteBuffer.allocateDirect(200_000);

    Conversation(FrameReader reader) {
        this.reader = reader;
    }

    static Conversation ofServer() {
        return new Conversation(new FrameReader(Role.SERVER, MAX_MESSAGE_BYTES));
    }

    static Conversation ofClient() {
        return new Conversation(new FrameReader(Role.CLIENT, MAX_MESSAGE_BYTES));
    }

    /**
     * Receives bytes in one piece. The buffer is overwritten afterwards, so that code that keeps a view of it fails.
     */
    Conversation receive(byte[] bytes) throws ProtocolViolation {
        loopBuffer.clear().put(bytes).flip();
        reader.read(loopBuffer, recorder);
        loopBuffer.clear();
        while (loopBuffer.position() < bytes.length) {
            loopBuffer.put((byte) 0x55);
        }
        return this;
    }

    Conversation receiveByteByByte(byte[] bytes) throws ProtocolViolation {
        for (byte next : bytes) {
            receive(new byte[] {next});
        }
        return this;
    }

    List<String> events() {
        return recorder.events;
    }
}
