/**
 * The values that a load test counts. A value is counted on one loop, added up over loops and processes, and shown in a
 * report.
 *
 * <p>A tally is a {@link dev.carillon.loadtest.figure.FigureGroup} that declares each of its figures once, as a field.
 * The class of a figure defines how it is added up, how it is sent to another process, and which value a report shows.
 * A new way to add up is a new {@link dev.carillon.loadtest.figure.Figure}.
 *
 * <p>Uses {@code wire} only. Plain Java without threads: each figure belongs to one loop until the run has ended.
 */
@NullMarked
package dev.carillon.loadtest.figure;

import org.jspecify.annotations.NullMarked;
