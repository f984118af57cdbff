package dev.carillon.loadtest.run;

/** What a process is asked for over a channel, by its name on the wire. */
enum Request {
    /** Of the agent: to start a worker. */
    START,
    /** Of the agent: what its clock says. */
    CLOCK,
    /** Of a worker that has connected: its number, its clock and its lane. */
    JOIN,
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
