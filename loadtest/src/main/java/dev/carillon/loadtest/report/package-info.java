/**
 * The results of a run, for people and for programs: the verdict, the summary in the terminal, a JSON file, and the lines
 * that are shown while it runs.
 *
 * <p>Everything here is made from a {@link dev.carillon.loadtest.report.Report} and has no threads and no time of its own.
 */
@NullMarked
package dev.carillon.loadtest.report;

import org.jspecify.annotations.NullMarked;
