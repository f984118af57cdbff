package dev.carillon.loadtest;

import dev.carillon.loadtest.report.Outcome;

/** The exit codes for scripts. The meaning of a code never changes. */
public enum ExitCode {
    /** All connections were opened and held, and every publication was delivered once and in order. */
    PASSED(0),
    /**
     * The plan was not fulfilled: connections were not opened or were lost, deliveries were lost, duplicated or
     * reordered, or nothing was measured.
     */
    FAILED(1),
    /** The command line is wrong. This is also picocli's code for that. */
    USAGE(2),
    /** The tester itself was the bottleneck, so the run allows no conclusion about the server. */
    INVALID(3),
    /** This machine cannot carry out the plan; nothing was started. */
    NOT_POSSIBLE_HERE(4),
    /** The plan was fulfilled, but an {@code --expect} was not met. */
    EXPECTATION_BROKEN(5),
    /** A user ended the run. A shell returns the same code for a program that Ctrl-C ended. */
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    static ExitCode of(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> PASSED;
            case FAILED -> FAILED;
            case BROKEN -> EXPECTATION_BROKEN;
            case INVALID -> INVALID;
            case INTERRUPTED -> INTERRUPTED;
        };
    }
}
