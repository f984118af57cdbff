package dev.carillon.loadtest.report;

import java.util.OptionalDouble;

/**
 * A figure of a run with a name. Expectations name such figures, and two runs are compared by them.
 *
 * @param value the value in the unit's measure
 * @param basis the number of measurements that the value is made of
 * @param whole the number of which a count is a part, if it is one. It allows an expectation such as {@code lost<0.1%}
 */
record Metric(String name, Unit unit, Better better, double value, Basis basis, OptionalDouble whole) {

    /** Whether a lower or a higher value is better. */
    enum Better {
        LOWER,
        HIGHER,
        /** Neither: the figure only describes the load. */
        NEITHER
    }

    /**
     * The measurements that a figure is made of. If there are none, the figure is not measured and its value means
     * nothing.
     *
     * @param noun for one measurement
     * @param count the number of measurements
     */
    record Basis(String noun, long count) {
        /** The basis of a figure that every run has: a number of events, which is valid also if it is 0. */
        static final Basis ALWAYS = new Basis("run", 1);

        /** Returns the text in place of a figure that was not measured. */
        String missing() {
            return Figures.NOT_MEASURED + " (" + Figures.counted(0, noun) + ")";
        }
    }

    boolean isMeasured() {
        return basis.count != 0;
    }

    /** Returns the figure in percent of its whole; 0 if the whole is 0. */
    double percent() {
        return percent(value, whole.orElse(0));
    }

    static double percent(double part, double whole) {
        return whole == 0 ? 0 : 100 * part / whole;
    }
}
