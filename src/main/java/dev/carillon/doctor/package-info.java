/**
 * What this machine can hold: limits that the kernel reports in {@code /proc}, what a number of connections needs of
 * them, and the command that raises what is too small.
 *
 * <p>Reads files and changes nothing. Uses no other room; runs on the thread of the caller.
 */
@NullMarked
package dev.carillon.doctor;

import org.jspecify.annotations.NullMarked;
