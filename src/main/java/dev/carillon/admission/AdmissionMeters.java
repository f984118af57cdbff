package dev.carillon.admission;

/** What admission reports. Called on the loop, once for each refused handshake. */
public interface AdmissionMeters {
    /** Reports nothing. */
    AdmissionMeters SILENT = why -> {};

    /** A valid handshake is refused. */
    void refused(RefusalReason why);
}
