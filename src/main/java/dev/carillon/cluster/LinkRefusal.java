package dev.carillon.cluster;

/** Why two nodes do not link. The order is that of the numbers on the wire. */
enum LinkRefusal {
    PROTOCOL("it has a version of Carillon that this one does not understand; all nodes must run the same"),
    NAME("it is of another cluster"),
    SECRET("it has another secret; all nodes must have the same --cluster-secret-file"),
    ANOTHER_PROCESS("another process is there now"),
    UNKNOWN("it gave a reason that this version does not know");

    private final String message;

    LinkRefusal(String message) {
        this.message = message;
    }

    String message() {
        return message;
    }

    static LinkRefusal of(byte number) {
        return number >= 0 && number < UNKNOWN.ordinal() ? values()[number] : UNKNOWN;
    }
}
