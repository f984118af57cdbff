/**
 * Traces of posts for OpenTelemetry, behind the interface that Vert.x has for tracers. No other room uses a class of OpenTelemetry, and
 * {@code server} makes a {@link dev.carillon.tracing.PostTracer} only with {@code --tracing}: without it none of these classes is loaded.
 *
 * <p>Spans begin and end on the loop of the connection; a thread of OpenTelemetry exports them.
 */
@NullMarked
package dev.carillon.tracing;

import org.jspecify.annotations.NullMarked;
