package dev.carillon.admission;

/** Receives the refusals of admission for metrics. Called on the loop, once for each refused handshake. */
public interface AdmissionMeters {
    /** Reports nothing. */
    AdmissionMeters SILENT = why -> {};

    /** A valid handshake is refused. */
    void refused(RefusalReason why);
}
