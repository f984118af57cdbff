package dev.carillon.admission;

/** What admission reports. Called on its loop, once for each handshake that found no place. */
public interface AdmissionMeters {
    /** Reports nothing. */
    AdmissionMeters SILENT = (why, status) -> {};

    /** A handshake that was in order is answered with {@code status}, since there is no place for it. */
    void turnedAway(TurnedAway why, int status);
}
