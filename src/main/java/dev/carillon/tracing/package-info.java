/**
 * Traces of posts for OpenTelemetry, behind Vert.x's interface for tracers. No other room uses classes of
 * OpenTelemetry. {@code server} makes a {@link dev.carillon.tracing.PostTracer} only with {@code --tracing}; without
 * it, none of these classes is loaded.
 *
 * <p>May use {@code http} and {@code topic}. Spans begin and end on the loop of the connection; a thread of
 * OpenTelemetry exports them.
 */
@NullMarked
package dev.carillon.tracing;

import org.jspecify.annotations.NullMarked;
