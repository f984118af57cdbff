package dev.carillon.loadtest.client;

import java.nio.ByteBuffer;

/** Searching in bytes. */
final class Bytes {
    private Bytes() {}

    /** Where {@code sought} begins between position and limit, as an absolute index; below 0 where it does not. */
    static int indexOf(ByteBuffer bytes, byte[] sought) {
        int last = bytes.limit() - sought.length;
        for (int at = bytes.position(); at <= last; at++) {
            if (isAt(bytes, at, sought)) {
                return at;
            }
        }
        return -1;
    }

    /** The last of them between two indexes. */
    static int lastIndexOf(ByteBuffer bytes, int from, int until, byte[] sought) {
        for (int at = until - sought.length; at >= from; at--) {
            if (isAt(bytes, at, sought)) {
                return at;
            }
        }
        return -1;
    }

    static boolean isAt(ByteBuffer bytes, int at, byte[] sought) {
        for (int i = 0; i < sought.length; i++) {
            if (bytes.get(at + i) != sought[i]) {
                return false;
            }
        }
        return true;
    }
}
