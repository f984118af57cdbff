package dev.carillon.loadtest.stream;

import java.nio.ByteBuffer;

/** Searching in bytes. */
public final class Bytes {
    private Bytes() {}

    /** Where {@code sought} begins between position and limit, as an absolute index; below 0 where it does not. */
    public static int indexOf(ByteBuffer bytes, byte[] sought) {
        int last = bytes.limit() - sought.length;
        for (int at = bytes.position(); at <= last; at++) {
            if (isAt(bytes, at, sought)) {
                return at;
            }
        }
        return -1;
    }

    /** The last of them between two indexes. */
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
