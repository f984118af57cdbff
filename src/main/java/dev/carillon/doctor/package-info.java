/**
 * How many connections this machine can hold: the limits that the kernel reports in {@code /proc}, the needs of a
 * number of connections, and the commands that raise limits that are too low.
 *
 * <p>Reads files and changes nothing. Uses no other room; runs on the thread of the caller.
 */
@NullMarked
package dev.carillon.doctor;

import org.jspecify.annotations.NullMarked;
