package dev.carillon.loadtest.stream;

import java.nio.ByteBuffer;

/** Searches byte sequences in buffers. */
public final class Bytes {
    private Bytes() {}

    /** The absolute index of the first {@code sought} between position and limit; -1 if there is none. */
    public static int indexOf(ByteBuffer bytes, byte[] sought) {
        int last = bytes.limit() - sought.length;
        for (int at = bytes.position(); at <= last; at++) {
            if (isAt(bytes, at, sought)) {
                return at;
            }
        }
        return -1;
    }

    /** The absolute index of the last {@code sought} between two indexes; -1 if there is none. */
    public static int lastIndexOf(ByteBuffer bytes, int from, int until, byte[] sought) {
        for (int at = until - sought.length; at >= from; at--) {
            if (isAt(bytes, at, sought)) {
                return at;
            }
        }
        return -1;
    }

    /** Whether {@code sought} is at this index, within the limit. */
    public static boolean isAt(ByteBuffer bytes, int at, byte[] sought) {
        if (bytes.limit() - at < sought.length) {
            return false;
        }
        for (int i = 0; i < sought.length; i++) {
            if (bytes.get(at + i) != sought[i]) {
                return false;
            }
        }
        return true;
    }
}
