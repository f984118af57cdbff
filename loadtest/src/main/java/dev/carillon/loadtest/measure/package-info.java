/**
 * The figures of a run: what a publication contains, which publications a subscriber has received, how
 * late the loop of the tester is.
 *
 * <p>Plain Java without threads: each object belongs to one loop, which hands its tallies over when a run has ended and
 * never touches them again. A new kind of workload is a new {@link dev.carillon.loadtest.measure.WorkTally}.
 */
@NullMarked
package dev.carillon.loadtest.measure;

import org.jspecify.annotations.NullMarked;
