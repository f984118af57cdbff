package dev.carillon.loadtest.run;

/** The requests on a channel. Messages contain their names. */
enum Request {
    /** Requests a worker from an agent. */
    START,
    /** Requests the time of its clock from an agent. */
    CLOCK,
    /** Requests number, clock and lane from a worker that has connected. */
    JOIN,
    /** Sends a worker by how much the clock of its machine is ahead of that of the conductor. */
    SET_CLOCK,
    OPEN,
    BEGIN,
    END,
    DRAIN,
    HURRY,
    CLOSE,
    SNAPSHOT
}
