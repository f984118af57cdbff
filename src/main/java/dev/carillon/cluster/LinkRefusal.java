package dev.carillon.cluster;

import java.util.stream.Stream;

/** The reason why two nodes do not link. */
enum LinkRefusal {
    PROTOCOL(1, "it runs an incompatible version of Carillon; all nodes must run the same"),
    NAME(2, "it is of another cluster"),
    SECRET(3, "it has another secret; all nodes must have the same --cluster-secret-file"),
    ANOTHER_PROCESS(4, "another process is there now"),
    UNKNOWN(0, "it refuses for a reason that this version does not know");

    private final byte code;
    private final String message;

    LinkRefusal(int code, String message) {
        this.code = (byte) code;
        this.message = message;
    }

    String message() {
        return message;
    }

    /** The code on the wire. */
    byte code() {
        return code;
    }

    static LinkRefusal of(byte code) {
        return Stream.of(values()).filter(why -> why.code == code).findFirst().orElse(UNKNOWN);
    }
}
