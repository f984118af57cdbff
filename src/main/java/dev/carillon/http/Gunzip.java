package dev.carillon.http;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads gzip (RFC 1952) that comes in pieces, of one or more members. It inflates only as many bytes as requested, so
 * that the caller limits the length of the result. {@link java.util.zip.GZIPInputStream} can neither wait for the next
 * piece nor report garbage after the last member. Not thread-safe.
 */
public final class Gunzip implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 << 10;

    private static final int ID1 = 0x1f;
    private static final int ID2 = 0x8b;
    private static final int DEFLATE = 8;

    private static final int FIXED_BYTES = 10;
    private static final int TRAILER_BYTES = 8;

    /** The parts of a member in order; those before DATA are its header. */
    private enum Part {
        FIXED(0),
        EXTRA_LENGTH(4),
        EXTRA(4),
        NAME(8),
        COMMENT(16),
        CHECK(2),
        DATA(0),
        TRAILER(0);

        /** The flag that says whether a member has this part; 0 if every member has it. */
        private final int flag;

        Part(int flag) {
            this.flag = flag;
        }
    }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 check = new CRC32();

    private byte[] input = {};
    private int next;
    private int end;

    private Part part = Part.FIXED;
    /** Bytes of this part that have been read. */
    private long position;
    /** The last 8 bytes of this part as a number, the last byte highest. */
    private long number;

    private int flags;
    private int extraBytes;
    private boolean wasWhole;

    /** Sets the next piece, which is read in place. The previous piece must have been read completely. */
    public void input(byte[] bytes, int from, int to) {
        input = bytes;
        next = from;
        end = to;
    }

    /**
     * Inflates up to {@code length} bytes, at least 1.
     *
     * @return the number of bytes; 0 when the next piece is needed
     */
    public int read(byte[] to, int offset, int length) throws InvalidGzip {
        while (next < end) {
            if (part != Part.DATA) {
                step(Byte.toUnsignedInt(input[next++]));
                continue;
            }
            int count = inflate(to, offset, length);
            if (count > 0) {
                return count;
            }
        }
        // The rest of the window needs no input.
        return part == Part.DATA ? inflate(to, offset, length) : 0;
    }

    /**
     * Must be called after the last piece.
     *
     * @throws InvalidGzip unless the input was one or more complete members
     */
    public void requireEnd() throws InvalidGzip {
        if (!wasWhole || part != Part.FIXED || position > 0) {
            throw new InvalidGzip("it was incomplete");
        }
    }

    /** Inflates the complete {@code gzip} to at most {@code most} bytes, and to one more if there are more. */
    public byte[] inflate(byte[] gzip, int most) throws InvalidGzip {
        begin();
        input(gzip, 0, gzip.length);
        ByteArrayOutputStream inflated = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        while (inflated.size() <= most) {
            int count = read(buffer, 0, (int) Math.min(buffer.length, most + 1L - inflated.size()));
            if (count == 0) {
                requireEnd();
                break;
            }
            inflated.write(buffer, 0, count);
        }
        return inflated.toByteArray();
    }

    private void begin() {
        inflater.reset();
        wasWhole = false;
        enter(Part.FIXED);
    }

    private int inflate(byte[] to, int offset, int length) throws InvalidGzip {
        try {
            inflater.setInput(input, next, end - next);
            int count = inflater.inflate(to, offset, length);
            next = end - inflater.getRemaining();
            check.update(to, offset, count);
            if (inflater.finished()) {
                enter(Part.TRAILER);
            }
            return count;
        } catch (DataFormatException damaged) {
            throw new InvalidGzip("it is damaged: " + damaged.getMessage());
        }
    }

    private void enter(Part following) {
        part = following;
        position = 0;
        number = 0;
        if (following == Part.FIXED || following == Part.DATA) {
            check.reset();
        }
        if (part.flag != 0 && (flags & part.flag) == 0) {
            enterNext();
        }
    }

    private void enterNext() {
        enter(
                switch (part) {
                    case FIXED -> Part.EXTRA_LENGTH;
                    case EXTRA_LENGTH -> Part.EXTRA;
                    case EXTRA -> Part.NAME;
                    case NAME -> Part.COMMENT;
                    case COMMENT -> Part.CHECK;
                    case CHECK -> Part.DATA;
                    case DATA -> Part.TRAILER;
                    case TRAILER -> Part.FIXED;
                });
    }

    private void step(int octet) throws InvalidGzip {
        number = number >>> Byte.SIZE | (long) octet << (Long.SIZE - Byte.SIZE);
        position++;
        if (part != Part.CHECK && part != Part.TRAILER) {
            check.update(octet);
        }
        switch (part) {
            case FIXED -> fixed(octet);
            case EXTRA_LENGTH -> extraLength();
            case EXTRA -> endAfter(extraBytes);
            case NAME, COMMENT -> endAfter(octet == 0 ? position : Long.MAX_VALUE);
            case CHECK -> checkHeader();
            case TRAILER -> trailer();
            case DATA -> throw new IllegalStateException("data is inflated");
        }
    }

    private void fixed(int octet) throws InvalidGzip {
        boolean right = switch ((int) position) {
            case 1 -> octet == ID1;
            case 2 -> octet == ID2;
            case 3 -> octet == DEFLATE;
            // The other flags are reserved (RFC 1952, 2.3.1.2).
            case 4 -> octet < 0x20;
            default -> true;
        };
        if (!right) {
            throw new InvalidGzip(wasWhole ? "other bytes follow its end" : "it does not begin with a gzip header");
        }
        if (position == 4) {
            flags = octet;
        }
        endAfter(FIXED_BYTES);
    }

    private void extraLength() {
        extraBytes = twoBytes();
        if (position == 2 && extraBytes == 0) {
            enter(Part.NAME);
        } else {
            endAfter(2);
        }
    }

    private void checkHeader() throws InvalidGzip {
        if (position == 2 && twoBytes() != (check.getValue() & 0xffff)) {
            throw new InvalidGzip("it is damaged: its header does not match its check value");
        }
        endAfter(2);
    }

    private int twoBytes() {
        return (int) (number >>> (Long.SIZE - Short.SIZE));
    }

    private void trailer() throws InvalidGzip {
        if (position < TRAILER_BYTES) {
            return;
        }
        if (check.getValue() != (number & 0xffff_ffffL)
                || (inflater.getBytesWritten() & 0xffff_ffffL) != number >>> 32) {
            throw new InvalidGzip("it is damaged: its data does not match its check value or length");
        }
        inflater.reset();
        wasWhole = true;
        enter(Part.FIXED);
    }

    private void endAfter(long length) {
        if (position >= length) {
            enterNext();
        }
    }

    /** Releases the memory of zlib. */
    @Override
    public void close() {
        inflater.end();
    }
}
