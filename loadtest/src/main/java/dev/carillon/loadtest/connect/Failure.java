package dev.carillon.loadtest.connect;

/**
 * A kind of failure of attempts.
 *
 * @param detail the server's answer or the system's message, if the class alone is not specific enough; may be empty
 */
public record Failure(FailureClass kind, String detail) implements Comparable<Failure> {

    @Override
    public int compareTo(Failure other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : detail.compareTo(other.detail);
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? kind.toString() : kind + " (" + detail + ")";
    }
}
