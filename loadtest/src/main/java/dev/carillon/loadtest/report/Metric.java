package dev.carillon.loadtest.report;

import java.util.OptionalDouble;

/**
 * A figure of a run that has a name: what expectations are about, and what two runs are compared by.
 *
 * @param value in the measure of the unit
 * @param basis what it is measured on
 * @param whole of which a count is a part, where it is one: {@code lost<0.1%}
 */
record Metric(String name, Unit unit, Better better, double value, Basis basis, OptionalDouble whole) {

    /** Which way the figure goes when things get better. */
    enum Better {
        LOWER,
        HIGHER,
        /** It only tells what was done. */
        NEITHER
    }

    /**
     * How many measurements a figure is made of. A figure of none is not measured, whatever number stands for it.
     *
     * @param noun for one of them
     */
    record Basis(String noun, long count) {
        /** Of a figure that every run has: a number of things that happened, of which none is a number too. */
        static final Basis ALWAYS = new Basis("run", 1);

        /** The text in place of the figure. */
        String missing() {
            return Figures.NOT_MEASURED + " (" + Figures.counted(0, noun) + ")";
        }
    }

    boolean isMeasured() {
        return basis.count != 0;
    }

    /** The figure in percent of its whole: 0 where there is nothing of the whole either. */
    double percent() {
        return percent(value, whole.orElse(0));
    }

    static double percent(double part, double whole) {
        return whole == 0 ? 0 : 100 * part / whole;
    }
}
