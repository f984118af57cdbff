/**
 * The meters, in Micrometer, which Prometheus reads, behind small interfaces of the rooms that report.
 *
 * <p>A new meter begins in the interface of the room that measures it ({@code HubMeters}, {@code LaneMeters}, {@code
 * DoorMeters} …). {@link dev.carillon.metrics.LoopMeters} implements these interfaces, and {@link
 * dev.carillon.metrics.CarillonMeters} names and registers the meters.
 *
 * <p>May use every room that reports to it, for its interface or for the values of labels: {@code hub}, {@code lane},
 * {@code endpoint}, {@code door}, {@code log} and others, but not {@code server}. Loops report sums, never single
 * deliveries. A {@code LoopMeters} belongs to its loop; any thread may read the meters.
 */
@NullMarked
package dev.carillon.metrics;

import org.jspecify.annotations.NullMarked;
