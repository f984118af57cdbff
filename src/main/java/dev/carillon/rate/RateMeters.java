package dev.carillon.rate;

/** Receives reached limits for metrics. Any thread may call it. */
public interface RateMeters {
    /** Reports nothing. */
    RateMeters SILENT = limit -> {};

    /** An action was refused because of {@code limit}. */
    void limited(Limit limit);
}
