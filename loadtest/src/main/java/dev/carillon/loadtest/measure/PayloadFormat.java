package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.connect.CommonClock;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The format of a publication: a mark; the run, publisher, sequence, intended and actual time of sending as hexadecimal
 * digits; then padding that is the same in all publications. All bytes are ASCII characters, so that any server can
 * send a publication as text and inside JSON. Belongs to one loop.
 */
public final class PayloadFormat {
    private static final String MARK = "CLT1";
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final int PUBLISHER_AT = 12;
    private static final int SEQUENCE_AT = 16;
    private static final int INTENDED_AT = 24;
    private static final int SENT_AT = 40;
    private static final int PADDING_AT = Fanout.SIZE_MIN;

    /** The size of the cache, a power of two. In most runs fewer publications are on their way at a time. */
    private static final int REMEMBERED = 1024;

    /** The mark and the run. All publications of this run begin with these bytes. */
    private final ByteBuffer beginning;

    private final int size;
    private final CommonClock clock;
    private final ByteBuffer padding;
    /** The cache: all subscribers receive the same bytes, and only those of the first are read digit by digit. */
    private final @Nullable Heading[] lately = new Heading[REMEMBERED];

    /** The fields of a publication, as bytes and as values. Times are those of the common clock. */
    private record Heading(ByteBuffer bytes, int publisher, int sequence, long intendedNanos, long sentNanos) {

        static Heading of(ByteBuffer message) {
            int start = message.position();
            byte[] copy = new byte[PADDING_AT];
            message.get(start, copy);
            return new Heading(
                    ByteBuffer.wrap(copy),
                    (int) hex(message, start + PUBLISHER_AT, start + SEQUENCE_AT),
                    (int) hex(message, start + SEQUENCE_AT, start + INTENDED_AT),
                    hex(message, start + INTENDED_AT, start + SENT_AT),
                    hex(message, start + SENT_AT, start + PADDING_AT));
        }
    }

    /** The kind of a message. */
    public enum Reading {
        OURS,
        /** A message of another run, or of another program. */
        FOREIGN,
        /** A message of this run that was changed on its way. */
        GARBLED
    }

    /** The format for a tester that reads only what it writes itself, and thus needs no common clock. */
    public PayloadFormat(int run, int size) {
        this(run, size, new CommonClock());
    }

    /**
     * The format for several machines.
     *
     * @param run number that distinguishes the publications of several testers
     * @param size bytes of one publication
     * @param clock common clock of all machines, of which publications contain times
     */
    public PayloadFormat(int run, int size, CommonClock clock) {
        String digits = HexFormat.of().toHexDigits(run);
        this.beginning = ByteBuffer.wrap((MARK + digits).getBytes(StandardCharsets.US_ASCII));
        this.size = size;
        this.clock = clock;
        byte[] letters = new byte[size - PADDING_AT];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) ('a' + i % 26);
        }
        this.padding = ByteBuffer.wrap(letters);
    }

    public byte[] write(int publisher, int sequence, long intendedNanos, long sentNanos) {
        byte[] bytes = new byte[size];
        beginning.get(0, bytes, 0, PUBLISHER_AT);
        putHex(bytes, PUBLISHER_AT, SEQUENCE_AT, publisher);
        putHex(bytes, SEQUENCE_AT, INTENDED_AT, sequence);
        putHex(bytes, INTENDED_AT, SENT_AT, clock.common(intendedNanos));
        putHex(bytes, SENT_AT, PADDING_AT, clock.common(sentNanos));
        padding.get(0, bytes, PADDING_AT, padding.capacity());
        return bytes;
    }

    /**
     * Reads the message between position and limit into {@code stamp}, whose values are undefined unless the result is
     * {@link Reading#OURS}.
     */
    public Reading read(ByteBuffer message, Stamp stamp) {
        int start = message.position();
        if (message.remaining() != size) {
            return beginsWith(beginning, message) ? Reading.GARBLED : Reading.FOREIGN;
        }
        int place = place(message, start);
        Heading heading = lately[place];
        if (heading == null || !beginsWith(heading.bytes(), message)) {
            if (!beginsWith(beginning, message)) {
                return Reading.FOREIGN;
            }
            if (!isStamped(message, start)) {
                return Reading.GARBLED;
            }
            heading = Heading.of(message);
            lately[place] = heading;
        }
        stamp.publisher = heading.publisher();
        stamp.sequence = heading.sequence();
        stamp.intendedNanos = clock.own(heading.intendedNanos());
        stamp.sentNanos = clock.own(heading.sentNanos());
        message.position(start + PADDING_AT);
        return message.mismatch(padding) < 0 ? Reading.OURS : Reading.GARBLED;
    }

    /** The index in the cache, from the last digits, so that the next publication of a publisher has another index. */
    private static int place(ByteBuffer message, int start) {
        int publisher = message.get(start + SEQUENCE_AT - 1) ^ message.get(start + SEQUENCE_AT - 2) << 3;
        return (message.get(start + INTENDED_AT - 1) << 5 ^ publisher) & (REMEMBERED - 1);
    }

    private static boolean beginsWith(ByteBuffer bytes, ByteBuffer message) {
        int difference = message.mismatch(bytes);
        return difference < 0 || difference == bytes.limit();
    }

    private static boolean isStamped(ByteBuffer message, int start) {
        for (int i = start + PUBLISHER_AT; i < start + PADDING_AT; i++) {
            if (digit(message.get(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static void putHex(byte[] to, int from, int until, long number) {
        long rest = number;
        for (int i = until - 1; i >= from; i--) {
            to[i] = DIGITS[(int) rest & 15];
            rest >>>= 4;
        }
    }

    private static long hex(ByteBuffer from, int first, int until) {
        long number = 0;
        for (int i = first; i < until; i++) {
            number = number << 4 | digit(from.get(i));
        }
        return number;
    }

    /** The value of a hexadecimal digit; negative if the character is not one. */
    private static int digit(byte character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
    }
}
