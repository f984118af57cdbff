package dev.carillon.loadtest.run;

/** What the conductor asks of a worker, or of the agent before it, by its name on the wire. */
enum Request {
    /** Of the agent: to start the worker. */
    PLAY,
    /** Of the agent: what its clock says. */
    CLOCK,
    /** By how much the clock of the worker's machine is ahead of the conductor's. */
    SET_CLOCK,
    OPEN,
    BEGIN,
    END,
    DRAIN,
    HURRY,
    CLOSE,
    SNAPSHOT
}
