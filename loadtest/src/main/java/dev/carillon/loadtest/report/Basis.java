package dev.carillon.loadtest.report;

import java.util.function.ToLongFunction;

/**
 * How many measurements a figure is made of. A figure of none is not measured, whatever number stands for it.
 *
 * @param noun for one of them
 */
record Basis(String noun, ToLongFunction<Report> count) {
    /** Of a figure that every run has: a number of things that happened, of which none is a number too. */
    static final Basis ALWAYS = new Basis("run", report -> 1);

    boolean isEmpty(Report report) {
        return count.applyAsLong(report) == 0;
    }

    /** The text in place of the figure. */
    String missing() {
        return Figures.NOT_MEASURED + " (" + Figures.counted(0, noun) + ")";
    }
}
