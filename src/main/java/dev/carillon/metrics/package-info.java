/**
 * The meters, as Micrometer and so Prometheus knows them, behind the small interfaces of the rooms that report.
 *
 * <p>Loops report sums, never single deliveries; what they write here may be read by any thread.
 */
@NullMarked
package dev.carillon.metrics;

import org.jspecify.annotations.NullMarked;
