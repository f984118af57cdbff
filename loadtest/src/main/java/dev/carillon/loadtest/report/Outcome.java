package dev.carillon.loadtest.report;

/** The result of a run. */
public enum Outcome {
    /** It did all that it should, and that was measured. */
    PASSED,
    /** It did not, or nothing was measured. */
    FAILED,
    /** It did, but not as the user expects of it. */
    BROKEN,
    /** Nothing: the tester itself was the bottleneck. */
    INVALID,
    /** A user ended the run; the figures are those until then. */
    INTERRUPTED
}
