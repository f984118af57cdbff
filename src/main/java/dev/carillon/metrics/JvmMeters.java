package dev.carillon.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/** The meters of the JVM. They have Micrometer's names, except where promtool rejects those. */
final class JvmMeters implements AutoCloseable {
    private static final double MILLIS_PER_SECOND = 1e3;

    // Both receive notifications of the garbage collector, until they are closed.
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();

    JvmMeters(MeterRegistry registry) {
        new JvmInfoMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        collections.bindTo(registry);
        pressure.bindTo(registry);
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        FunctionCounter.builder("jvm.compilation", compiler, it -> it.getTotalCompilationTime() / MILLIS_PER_SECOND)
                .description("Time that the JVM has spent in compilation")
                .baseUnit("seconds")
                .register(registry);
    }

    @Override
    public void close() {
        collections.close();
        pressure.close();
    }
}
