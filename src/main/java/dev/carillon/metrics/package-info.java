/**
 * The meters in Micrometer, which Prometheus reads, behind the small interfaces of the rooms that report.
 *
 * <p>A new meter begins in the interface of the room that measures it ({@code HubMeters}, {@code LaneMeters}, {@code DoorMeters} …),
 * which {@link dev.carillon.metrics.LoopMeters} implements; {@link dev.carillon.metrics.CarillonMeters} gives it its name.
 *
 * <p>Loops report sums, never single deliveries; what they write here may be read by any thread.
 */
@NullMarked
package dev.carillon.metrics;

import org.jspecify.annotations.NullMarked;
