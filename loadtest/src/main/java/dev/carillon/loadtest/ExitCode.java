package dev.carillon.loadtest;

import dev.carillon.loadtest.report.Outcome;

/** The exit codes for scripts. The meaning of a code never changes. */
public enum ExitCode {
    /** All connections were opened and held, everything published was delivered once and in order. */
    PASSED(0),
    /**
     * The plan was not fulfilled: connections not opened or lost, deliveries lost, doubled or reordered; or nothing
     * was measured.
     */
    FAILED(1),
    /** The command line makes no sense; picocli's own code for that. */
    USAGE(2),
    /** The tester itself was the bottleneck: the run says nothing about the server. */
    INVALID(3),
    /** This machine cannot do what was asked for; nothing was started. */
    NOT_POSSIBLE_HERE(4),
    /** All of the plan was reached, but an {@code --expect} was not met. */
    EXPECTATION_BROKEN(5),
    /** A user ended the run; what a shell says of a program that Ctrl-C ended. */
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
