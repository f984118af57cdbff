package dev.carillon.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.bus.WireReader;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/**
 * The frames that two nodes send on a link: 4 bytes of length, 1 byte of kind, and the content.
 *
 * <pre>
 * the node that connects                       the other one
 *   HELLO      its name, a nonce
 *                                                CHALLENGE  its name, a nonce, its proof of the secret
 *   PROOF      its own proof
 *                                                WELCOME    the number of the newest publication that it has
 *   PUBLICATION  a number, a publication
 *   PING       its clock, at once and each second
 *                                                INTEREST   which topics have subscribers there, and since when
 *                                                CONFIRM    the number of the newest, after each PING and each 64 KiB
 *   BYE        it stops
 * </pre>
 *
 * Either node may send REFUSED with a reason instead of the next frame. Times are on the clock of the node that
 * connects, as the other node estimates it: too early by the transit time of the last PING, and never too late.
 */
final class LinkFrames {
    static final byte PROTOCOL = 2;

    static final byte HELLO = 1;
    static final byte CHALLENGE = 2;
    static final byte PROOF = 3;
    static final byte WELCOME = 4;
    static final byte PUBLICATION = 5;
    static final byte PING = 6;
    static final byte CONFIRM = 7;
    static final byte BYE = 8;
    static final byte REFUSED = 9;
    static final byte INTEREST = 10;

    /** "CRLN": identifies a node, so that other programs on this port are detected. */
    static final int MAGIC = 0x43524c4e;

    static final int NONCE_BYTES = 16;
    static final int HEAD_BYTES = 4;

    /** The largest frame of a node that has not yet proved that it has the secret. */
    static final int LENGTH_MAX_AT_FIRST = 4096;

    static final int LENGTH_MAX = 256 << 20;

    private static final int NUMBER_BYTES = 1 + Long.BYTES;

    /**
     * @param from the node that connects
     * @param to the node that it wants to reach
     * @param stream identifies a sequence of numbers, which begins at 1
     */
    record Hello(byte protocol, UUID from, UUID to, long stream, Buffer nonce, String name, String version) {}

    record Challenge(UUID from, Buffer nonce, Buffer proof) {}

    private LinkFrames() {}

    /** Reads the content of a frame. */
    static WireReader read(Buffer body) {
        return new WireReader(body, 0, InvalidFrame::new);
    }

    static Buffer hello(Hello hello) {
        Buffer body = Buffer.buffer().appendInt(MAGIC).appendByte(hello.protocol());
        id(id(body, hello.from()), hello.to()).appendLong(hello.stream()).appendBuffer(hello.nonce());
        return frame(HELLO, text(text(body, hello.name()), hello.version()));
    }

    /** @throws InvalidFrame if the bytes are not from a Carillon node */
    static Hello readHello(Buffer body) {
        WireReader in = read(body);
        if (in.number() != MAGIC) {
            throw new InvalidFrame("expected the hello of a node, but was something else");
        }
        return new Hello((byte) in.unsignedByte(), in.id(), in.id(), in.longNumber(), nonce(in), in.text(), in.text());
    }

    static Buffer challenge(Challenge challenge) {
        Buffer body = id(Buffer.buffer(), challenge.from()).appendBuffer(challenge.nonce());
        return frame(CHALLENGE, body.appendBuffer(challenge.proof()));
    }

    static Challenge readChallenge(Buffer body) {
        WireReader in = read(body);
        return new Challenge(in.id(), nonce(in), Buffer.buffer(in.rest()));
    }

    private static Buffer nonce(WireReader in) {
        return Buffer.buffer(in.bytes(NONCE_BYTES));
    }

    static Buffer proof(Buffer proof) {
        return frame(PROOF, proof);
    }

    static Buffer welcome(long newest) {
        return frame(WELCOME, Buffer.buffer().appendLong(newest));
    }

    /**
     * @param nanos the present time
     */
    static Buffer confirm(long newest, long nanos) {
        return frame(CONFIRM, Buffer.buffer().appendLong(newest).appendLong(nanos));
    }

    /**
     * @param sinceNanos the time of the oldest of these changes
     * @param positions 4 bytes each: the position of a bit that is set, or the complement of the position of one that
     *     is cleared
     */
    static Buffer interest(long sinceNanos, Buffer positions) {
        return frame(INTEREST, Buffer.buffer().appendLong(sinceNanos).appendBuffer(positions));
    }

    static Buffer refused(LinkRefusal why) {
        return frame(REFUSED, Buffer.buffer().appendByte(why.code()));
    }

    static LinkRefusal readRefused(Buffer body) {
        return LinkRefusal.of((byte) read(body).unsignedByte());
    }

    /**
     * @param nanos the present time
     */
    static Buffer ping(long nanos) {
        return frame(PING, Buffer.buffer().appendLong(nanos));
    }

    static Buffer bye() {
        return frame(BYE, Buffer.buffer());
    }

    /** Appends the frame of one publication. */
    static void publication(Buffer to, long number, Buffer publication) {
        to.appendInt(NUMBER_BYTES + publication.length())
                .appendByte(PUBLICATION)
                .appendLong(number)
                .appendBuffer(publication);
    }

    private static Buffer frame(byte kind, Buffer body) {
        return Buffer.buffer().appendInt(1 + body.length()).appendByte(kind).appendBuffer(body);
    }

    private static Buffer id(Buffer to, UUID id) {
        return to.appendLong(id.getMostSignificantBits()).appendLong(id.getLeastSignificantBits());
    }

    private static Buffer text(Buffer to, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return to.appendInt(bytes.length).appendBytes(bytes);
    }
}
