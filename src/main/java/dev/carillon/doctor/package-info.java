/**
 * What this machine can hold: limits that the kernel tells in {@code /proc}, what a number of connections needs of them,
 * and the exact command that mends what is too little.
 *
 * <p>Reads files and changes nothing. Knows no other room; runs on the thread that asks.
 */
@NullMarked
package dev.carillon.doctor;

import org.jspecify.annotations.NullMarked;
