/**
 * What this machine can hold: limits that the kernel reports in {@code /proc}, what a number of connections needs of
 * them, and the command that raises what is too small.
 *
 * <p>Reads files and changes nothing. Knows no other room; runs on the thread that asks.
 */
@NullMarked
package dev.carillon.doctor;

import org.jspecify.annotations.NullMarked;
