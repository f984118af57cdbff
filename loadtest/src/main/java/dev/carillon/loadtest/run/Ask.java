package dev.carillon.loadtest.run;

/** What the conductor asks of a worker, by its name on the wire. */
enum Ask {
    OPEN,
    BEGIN,
    END,
    DRAIN,
    HURRY,
    CLOSE,
    SNAPSHOT
}
