package dev.carillon.loadtest.report;

import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A figure of a run that has a name: what expectations are about, and what two runs are compared by.
 *
 * @param value in the measure of the unit
 * @param basis what it is measured on
 * @param whole of which a count is a part, where it is one: {@code lost<0.1%}
 */
record Metric(
        String name,
        Unit unit,
        Better better,
        ToDoubleFunction<Report> value,
        Basis basis,
        Optional<ToDoubleFunction<Report>> whole) {

    /** Which way the figure goes when things get better. */
    enum Better {
        LOWER,
        HIGHER,
        /** It only tells what was done. */
        NEITHER
    }

    boolean isMeasured(Report report) {
        return !basis.isEmpty(report);
    }

    double of(Report report) {
        return value.applyAsDouble(report);
    }

    /** The figure in percent of its whole: 0 where there is nothing of the whole either. */
    double percentOf(Report report) {
        double all = whole.map(figure -> figure.applyAsDouble(report)).orElse(0.0);
        return all == 0 ? 0 : 100 * of(report) / all;
    }
}
