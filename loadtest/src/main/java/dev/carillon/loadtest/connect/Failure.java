package dev.carillon.loadtest.connect;

/**
 * One way in which attempts failed.
 *
 * @param detail what came instead, where the class alone does not tell; may be empty
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
