package dev.carillon.rate;

/** What is told of limits that were reached. Any thread may call it. */
public interface RateMeters {
    /** Counts nothing. */
    RateMeters SILENT = limit -> {};

    /** Something did not happen because of {@code limit}. */
    void limited(Limit limit);
}
