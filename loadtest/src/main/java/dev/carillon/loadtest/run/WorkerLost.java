package dev.carillon.loadtest.run;

/** No worker is left that has the result of a run, or not all of its workers could start; the message says why. */
public final class WorkerLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean begun;

    private WorkerLost(String message, boolean begun) {
        super(message);
        this.begun = begun;
    }

    static WorkerLost before(Throwable cause) {
        return new WorkerLost("nothing was begun: " + cause.getMessage(), false);
    }

    static WorkerLost meanwhile(String reasons) {
        return new WorkerLost("no worker is left: " + reasons, true);
    }

    /** Whether the run has reached the server. */
    public boolean begun() {
        return begun;
    }
}
