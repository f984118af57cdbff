package dev.carillon.handshake;

import dev.carillon.frame.FrameReader;
import dev.carillon.frame.Pieces;
import dev.carillon.handshake.ClientHandshake.Failed;
import dev.carillon.handshake.ClientHandshake.Failure;
import dev.carillon.handshake.ClientHandshake.NeedMore;
import dev.carillon.handshake.ClientHandshake.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Reads the answer to a {@link ClientHandshake} from bytes in pieces of any size.
 *
 * <p>Like a {@link FrameReader}, one reader for each loop serves all connections whose answer comes in one piece. If
 * {@link #isIdle()} is false after a read, the reader stays with that connection until it is idle again.
 */
public final class HandshakeReader {

    /** More than usual answers have; RFC 9112 sets no limit. */
    static final int HEAD_MAX = 8 * 1024;

    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    private final Function<ResponseHead, Result> judge;
    private final Pieces pieces = new Pieces(HEAD_MAX);

    /** How many bytes of END came last. */
    private int endMatched;

    public HandshakeReader(ClientHandshake handshake) {
        this(handshake::judge);
    }

    /** For the answer to another kind of request, which {@code judge} accepts or refuses. */
    public HandshakeReader(Function<ResponseHead, Result> judge) {
        this.judge = judge;
    }

    /** Whether nothing is stored, so that the next bytes may belong to another connection. */
    public boolean isIdle() {
        return pieces.isEmpty();
    }

    /**
     * Reads the head of the answer, or the available part of it. When it is complete, frames may follow at the
     * position.
     */
    public Result read(ByteBuffer bytes) {
        int limit = bytes.limit();
        int headEnd = findEnd(bytes);
        if (pieces.length() + headEnd - bytes.position() > HEAD_MAX) {
            forget();
            return new Failed(Failure.HEAD_TOO_LONG, "expected a head of at most 8192 bytes, but was longer");
        }
        pieces.add(bytes.limit(headEnd));
        bytes.limit(limit);
        if (endMatched < END.length) {
            return new NeedMore();
        }
        String head = StandardCharsets.ISO_8859_1.decode(pieces.take()).toString();
        forget();
        return judge.apply(ResponseHead.parse(head));
    }

    /** The index after the empty line, or the limit. */
    private int findEnd(ByteBuffer bytes) {
        int i = bytes.position();
        while (i < bytes.limit() && endMatched < END.length) {
            byte next = bytes.get(i++);
            if (next == END[endMatched]) {
                endMatched++;
            } else {
                endMatched = next == END[0] ? 1 : 0;
            }
        }
        return i;
    }

    private void forget() {
        pieces.clear();
        endMatched = 0;
    }
}
