package dev.carillon.replica;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 64-bit hash of the items that a reader has read, to compare two readers. It does not protect against an attacker.
 */
final class Chain {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private Chain() {}

    /** The hash of one item. */
    static long of(byte[] item) {
        long hash = item.length * PRIME;
        int index = 0;
        for (; index + Long.BYTES <= item.length; index += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(item, index));
        }
        for (; index < item.length; index++) {
            hash = mix(hash ^ item[index]);
        }
        return hash;
    }

    /** The hash of the earlier items and one more item. */
    static long with(long before, long item) {
        return mix(before * PRIME + item);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 32)) * PRIME;
        return mixed ^ (mixed >>> 29);
    }
}
