/**
 * How something is counted: on one loop, then added up over loops and processes, then shown. A tally is a {@link
 * dev.carillon.loadtest.figure.FigureGroup} that declares each of its figures once, as a field. The kind of the figure
 * says how it is added up, how it travels and what it shows. A new way to add up is a new {@link
 * dev.carillon.loadtest.figure.Figure}.
 *
 * <p>Plain Java without threads: each figure belongs to one loop until the run has ended.
 */
@NullMarked
package dev.carillon.loadtest.figure;

import org.jspecify.annotations.NullMarked;
