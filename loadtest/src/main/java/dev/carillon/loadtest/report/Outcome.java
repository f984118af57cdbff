package dev.carillon.loadtest.report;

/** What a run says about the server. */
public enum Outcome {
    /** It did all that it should. */
    PASSED,
    /** It did not. */
    FAILED,
    /** It did, but not as the user expects of it. */
    BROKEN,
    /** Nothing: the tester itself was the bottleneck. */
    INVALID
}
