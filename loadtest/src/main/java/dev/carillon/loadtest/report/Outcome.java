package dev.carillon.loadtest.report;

/** The result of a run. */
public enum Outcome {
    /** The server did all that it should, and this was measured. */
    PASSED,
    /** The server did not do all that it should, or nothing was measured. */
    FAILED,
    /** The server did all that it should, but an expectation of the user does not hold. */
    BROKEN,
    /** The run says nothing about the server, for example because the tester itself was the bottleneck. */
    INVALID,
    /** A user ended the run early. The figures are those up to that moment. */
    INTERRUPTED
}
