/**
 * The figures of a run: what a publication contains, which publications a subscriber has received, how late the loop of
 * the tester is, and which resources the processes use.
 *
 * <p>Each object belongs to one loop, which hands its tallies over when a run has ended and does not use them again.
 * The room starts no threads. A new kind of workload is a new {@link dev.carillon.loadtest.measure.WorkTally}.
 *
 * <p>Uses {@code plan}, {@code figure} and {@code connect} of the load tester, and {@code websocket} of the service.
 */
@NullMarked
package dev.carillon.loadtest.measure;

import org.jspecify.annotations.NullMarked;
