package dev.carillon.loadtest.run;

/** The requests on a channel, by their names on the wire. */
enum Request {
    /** To an agent: start a worker. */
    START,
    /** To an agent: the time of its clock. */
    CLOCK,
    /** To a worker that has connected: its number, its clock and its lane. */
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
