/**
 * How plans and figures are sent from one process of the tester to another: histograms in HdrHistogram's own encoding
 * (version 2, not compressed), everything else as {@link java.io.DataOutput} writes it, field by field. {@link
 * dev.carillon.loadtest.wire.Records} write and read records; figures write and read themselves. Plain Java without
 * threads; uses no other room.
 */
@NullMarked
package dev.carillon.loadtest.wire;

import org.jspecify.annotations.NullMarked;
