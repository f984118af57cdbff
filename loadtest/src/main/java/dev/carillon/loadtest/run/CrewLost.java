package dev.carillon.loadtest.run;

/** Nobody is left who could tell what came of a run, or not all could come who were to share it; the message says why. */
public final class CrewLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean begun;

    private CrewLost(String message, boolean begun) {
        super(message);
        this.begun = begun;
    }

    static CrewLost before(Throwable cause) {
        return new CrewLost("nothing was begun: " + cause.getMessage(), false);
    }

    static CrewLost meanwhile(String reasons) {
        return new CrewLost("no worker is left: " + reasons, true);
    }

    /** Whether the server has heard of the run. */
    public boolean begun() {
        return begun;
    }
}
