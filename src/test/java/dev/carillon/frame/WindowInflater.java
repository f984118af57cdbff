package dev.carillon.frame;

import java.util.Arrays;

/**
 * Inflates one message (RFC 1951) like a peer with a limited window: a distance beyond the window is an error, and so
 * is a code that a DEFLATE stream cannot have. zlib's inflater detects such a distance only by chance.
 */
public final class WindowInflater {
    private static final int[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] LENGTH_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };
    private static final int[] CODE_LENGTH_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    private static final int[] TAIL = {0, 0, 0xff, 0xff};
    private static final int END_OF_BLOCK = 256;
    private static final int CODE_BITS_MAX = 15;

    private final byte[] deflated;
    private final int window;
    private long bit;
    private byte[] out = new byte[1024];
    private int length;
    private int farthest;

    private WindowInflater(byte[] deflated, int windowBits) {
        this.deflated = deflated;
        this.window = 1 << windowBits;
    }

    /**
     * Inflates a message, or throws.
     *
     * @param deflated a message without the tail of its flush (RFC 7692, 7.2.1)
     */
    public static byte[] inflate(byte[] deflated, int windowBits) {
        WindowInflater inflater = new WindowInflater(deflated, windowBits);
        inflater.readBlocks();
        return Arrays.copyOf(inflater.out, inflater.length);
    }

    /** The largest distance in the data. */
    static int farthest(byte[] deflated) {
        WindowInflater inflater = new WindowInflater(deflated, CODE_BITS_MAX);
        inflater.readBlocks();
        return inflater.farthest;
    }

    private void readBlocks() {
        long end = 8L * (deflated.length + TAIL.length);
        boolean last = false;
        while (!last && bit < end) {
            last = bits(1) == 1;
            switch (bits(2)) {
                case 0 -> readStored();
                case 1 -> readCompressed(fixedLengths(), fixedDistances());
                case 2 -> readDynamic();
                default -> throw new AssertionError("expected a block of type 0 to 2, but was 3 at bit " + bit);
            }
        }
    }

    private void readStored() {
        bit = (bit + 7) / 8 * 8;
        int count = bits(16);
        if (bits(16) != (~count & 0xffff)) {
            throw new AssertionError("expected a length and its complement at bit " + bit);
        }
        for (int i = 0; i < count; i++) {
            put(bits(8));
        }
    }

    private void readDynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int[] codeLengths = new int[CODE_LENGTH_ORDER.length];
        int count = bits(4) + 4;
        for (int i = 0; i < count; i++) {
            codeLengths[CODE_LENGTH_ORDER[i]] = bits(3);
        }
        Code code = new Code(codeLengths);
        int[] lengths = new int[literals + distances];
        for (int i = 0; i < lengths.length; ) {
            int symbol = code.read();
            int value = symbol < 16 ? symbol : symbol == 16 ? lengths[i - 1] : 0;
            int times = switch (symbol) {
                case 16 -> 3 + bits(2);
                case 17 -> 3 + bits(3);
                case 18 -> 11 + bits(7);
                default -> 1;
            };
            Arrays.fill(lengths, i, i + times, value);
            i += times;
        }
        readCompressed(
                new Code(Arrays.copyOf(lengths, literals)),
                new Code(Arrays.copyOfRange(lengths, literals, lengths.length)));
    }

    private void readCompressed(Code lengths, Code distances) {
        for (int symbol = lengths.read(); symbol != END_OF_BLOCK; symbol = lengths.read()) {
            if (symbol < END_OF_BLOCK) {
                put(symbol);
            } else {
                int count = LENGTH_BASE[symbol - 257] + bits(LENGTH_BITS[symbol - 257]);
                int code = distances.read();
                copy(count, DISTANCE_BASE[code] + bits(Math.max(0, code / 2 - 1)));
            }
        }
    }

    private void copy(int count, int distance) {
        if (distance > window || distance > length) {
            throw new AssertionError(
                    "expected a distance of at most " + window + " at byte " + length + ", but was " + distance);
        }
        farthest = Math.max(farthest, distance);
        for (int i = 0; i < count; i++) {
            put(out[length - distance]);
        }
    }

    private void put(int value) {
        if (length == out.length) {
            out = Arrays.copyOf(out, 2 * length);
        }
        out[length++] = (byte) value;
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (octet((int) (bit / 8)) >> (bit % 8) & 1) << i;
        }
        return value;
    }

    private int octet(int at) {
        return at < deflated.length ? deflated[at] : TAIL[at - deflated.length];
    }

    private Code fixedLengths() {
        int[] lengths = new int[288];
        Arrays.fill(lengths, 0, 144, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        Arrays.fill(lengths, 280, 288, 8);
        return new Code(lengths);
    }

    private Code fixedDistances() {
        int[] lengths = new int[30];
        Arrays.fill(lengths, 5);
        return new Code(lengths);
    }

    /** A Huffman code (RFC 1951, 3.2.2): the number of codes of each length, and their symbols in order. */
    private final class Code {
        private final int[] counts = new int[CODE_BITS_MAX + 1];
        private final int[] symbols;

        Code(int[] lengths) {
            int[] next = new int[CODE_BITS_MAX + 2];
            symbols = new int[lengths.length];
            for (int symbolLength : lengths) {
                counts[symbolLength]++;
            }
            counts[0] = 0;
            for (int i = 1; i <= CODE_BITS_MAX; i++) {
                next[i + 1] = next[i] + counts[i];
            }
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] != 0) {
                    symbols[next[lengths[symbol]]++] = symbol;
                }
            }
        }

        int read() {
            int code = 0;
            int first = 0;
            int index = 0;
            for (int i = 1; i <= CODE_BITS_MAX; i++) {
                code |= bits(1);
                if (code - counts[i] < first) {
                    return symbols[index + code - first];
                }
                index += counts[i];
                first = (first + counts[i]) << 1;
                code <<= 1;
            }
            throw new AssertionError("expected a code of at most 15 bits at bit " + bit);
        }
    }
}
