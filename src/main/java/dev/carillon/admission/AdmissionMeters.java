package dev.carillon.admission;

/** What admission reports. Called on its loop, once for each handshake that found no place. */
public interface AdmissionMeters {
    /** Reports nothing. */
    AdmissionMeters SILENT = why -> {};

    /** There is no place for a handshake that was in order. */
    void turnedAway(RefusalReason why);
}
