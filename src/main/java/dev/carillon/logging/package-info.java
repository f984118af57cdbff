/**
 * How a log line is written, whichever library it comes from: one line an event, as text or JSON, at a bounded rate, by a thread
 * of its own. A room logs with {@link System.Logger}: its message never changes, and what changes is a {@link
 * dev.carillon.logging.LogField}. Any thread may log, and none waits for it.
 *
 * <pre>{@code
 * System.Logger, java.util.logging (Vert.x, Netty, Hazelcast)
 *   |
 *   v
 * LineHandler -- RepeatLimit: too many of its kind --> counted, and reported in one line
 *   |
 *   | TextLines | JsonLines
 *   v
 * LineWriter -- its queue is full --> counted, and reported in one line
 *   |
 *   v   a thread of its own
 * standard error
 * }</pre>
 */
@NullMarked
package dev.carillon.logging;

import org.jspecify.annotations.NullMarked;
