/**
 * The encoding of plans and figures between processes of the tester.
 *
 * <p>Histograms have HdrHistogram's own encoding (version 2, not compressed). Everything else is written field by field
 * with {@link java.io.DataOutput}. {@link dev.carillon.loadtest.wire.Records} writes and reads records; figures write
 * and read themselves.
 *
 * <p>The room is plain Java without threads, and uses no other room.
 */
@NullMarked
package dev.carillon.loadtest.wire;

import org.jspecify.annotations.NullMarked;
