/**
 * What is counted and timed, and how it is found out: what a publication says of itself, which of them a subscriber has
 * had, how late the tester's own loop is.
 *
 * <p>Plain Java without threads: each object belongs to one loop, which hands its tallies over when a run has ended and
 * never touches them again. A new kind of workload is a new {@link dev.carillon.loadtest.measure.WorkTally}.
 */
@NullMarked
package dev.carillon.loadtest.measure;

import org.jspecify.annotations.NullMarked;
