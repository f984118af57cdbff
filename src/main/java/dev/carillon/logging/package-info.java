/**
 * How a log line is written, whichever library it comes from: one line for each event, as text or JSON, at a bounded
 * rate. Code logs with {@link System.Logger} and a constant message; the variable parts are
 * {@link dev.carillon.logging.LogField}s.
 *
 * <pre>{@code
 * System.Logger, java.util.logging (Vert.x, Netty, Hazelcast)
 *   |
 *   v
 * LineHandler -- RepeatLimit: too many of one kind --> counted, and reported in one line
 *   |
 *   | TextLines | JsonLines
 *   v
 * LogWriter -- its queue is full --> counted, and reported in one line
 *   |
 *   v   on the thread "log"
 * standard error
 * }</pre>
 *
 * <p>May use {@code auth} to mask secrets, and {@code text}. Any thread may log, and none waits for the output: the
 * thread "log" of {@code LogWriter} formats and writes.
 */
@NullMarked
package dev.carillon.logging;

import org.jspecify.annotations.NullMarked;
