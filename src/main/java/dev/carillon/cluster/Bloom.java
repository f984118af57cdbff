package dev.carillon.cluster;

/**
 * The positions of a key in a Bloom filter of a million bits. With 100,000 topics, 1.6 % of all other topics match by
 * mistake, with more topics more. A topic in the filter always matches.
 */
final class Bloom {
    private static final int POSITION_BITS = 20;
    static final int BITS = 1 << POSITION_BITS;
    static final int POSITIONS = 3;

    private Bloom() {}

    /** The bit number {@code index} of the key. */
    static int position(long key, int index) {
        return (int) (key >>> (index * POSITION_BITS)) & (BITS - 1);
    }
}
