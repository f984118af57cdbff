package dev.carillon.loadtest.report;

/** What a run says about the server. */
public enum Outcome {
    /** It did all that it should, and that was measured. */
    PASSED,
    /** It did not, or nothing was measured. */
    FAILED,
    /** It did, but not as the user expects of it. */
    BROKEN,
    /** Nothing: the tester itself was the bottleneck. */
    INVALID,
    /** What there was to say when a user ended the run. */
    INTERRUPTED
}
