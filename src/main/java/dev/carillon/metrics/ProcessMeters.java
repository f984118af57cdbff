package dev.carillon.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.carillon.admission.ProcessMemory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The figures and limits of this process, under the names that all Prometheus client libraries use. */
final class ProcessMeters {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final double NANOS_PER_SECOND = 1e9;

    private ProcessMeters() {}

    static void on(MeterRegistry registry) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        FunctionCounter.builder("process.cpu", system, process -> process.getProcessCpuTime() / NANOS_PER_SECOND)
                .description("User and system CPU time of the process")
                .baseUnit("seconds")
                .register(registry);
        long startMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
        TimeGauge.builder("process.start.time", () -> startMillis, TimeUnit.MILLISECONDS)
                .description("Start time of the process, as Unix time")
                .register(registry);
        if (system instanceof UnixOperatingSystemMXBean unix) {
            gauge(registry, "process.open.fds", "Open descriptors", () -> openDescriptors(unix), null);
            gauge(registry, "process.max.fds", "Descriptors that may be open", unix::getMaxFileDescriptorCount, null);
        }
        if (ProcessMemory.resident().isPresent()) {
            gauge(
                    registry,
                    "process.resident.memory",
                    "Resident memory",
                    () -> ProcessMemory.resident().orElse(0),
                    "bytes");
        }
        // In a control group, these are its limits.
        gauge(
                registry,
                "carillon.memory.limit",
                "Memory that the process may use, as its container or the machine has it",
                system::getTotalMemorySize,
                "bytes");
        gauge(
                registry,
                "carillon.processors",
                "Processors that the process may use",
                system::getAvailableProcessors,
                null);
    }

    private static void gauge(
            MeterRegistry registry, String name, String description, Supplier<Number> value, @Nullable String unit) {
        Gauge.builder(name, value).description(description).baseUnit(unit).register(registry);
    }

    /**
     * The size of the directory, which is the number of descriptors since Linux 6.2. For older systems the JDK counts
     * the entries, which is slow for a million.
     */
    private static long openDescriptors(UnixOperatingSystemMXBean unix) {
        try {
            long size = Files.size(DESCRIPTORS);
            return size > 0 ? size : unix.getOpenFileDescriptorCount();
        } catch (IOException noSuchDirectory) {
            return unix.getOpenFileDescriptorCount();
        }
    }
}
