/**
 * Several servers compared: each is started, loaded in the same way, measured and stopped, and then the next, round
 * after round. The result is one table.
 *
 * <p>A server is whatever a directory's {@code start} starts; this room does not know which servers there are.
 * Everything here runs on the main thread, and waits.
 */
@NullMarked
package dev.carillon.loadtest.compare;

import org.jspecify.annotations.NullMarked;
