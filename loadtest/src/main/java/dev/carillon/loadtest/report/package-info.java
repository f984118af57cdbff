/**
 * The results of a run for people and for programs: the verdict, the summary for a terminal, the JSON and HTML reports,
 * and the progress lines during the run.
 *
 * <p>The results are in a {@link dev.carillon.loadtest.report.Report}, from which all texts and files are made. Only
 * {@link dev.carillon.loadtest.report.Progress} is made from single rows of the timeline.
 *
 * <p>Uses {@code config}, {@code jar}, {@code plan}, {@code connect}, {@code figure} and {@code measure}. Plain Java
 * without threads and without a clock: times are passed in.
 */
@NullMarked
package dev.carillon.loadtest.report;

import org.jspecify.annotations.NullMarked;
