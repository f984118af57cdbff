package dev.carillon.loadtest.run;

/** All workers of a run are lost, and with them its results, or a worker could not be started. The message says why. */
public final class WorkerLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean begun;

    private WorkerLost(String message, boolean begun) {
        super(message);
        this.begun = begun;
    }

    static WorkerLost before(Throwable cause) {
        return new WorkerLost("the run was not started: " + cause.getMessage(), false);
    }

    static WorkerLost meanwhile(String reasons) {
        return new WorkerLost("all workers are lost: " + reasons, true);
    }

    /** Whether the run has begun, so that the server has received connections. */
    public boolean begun() {
        return begun;
    }
}
