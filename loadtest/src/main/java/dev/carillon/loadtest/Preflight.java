package dev.carillon.loadtest;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.carillon.loadtest.plan.Plan;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** Whether this machine can do what the plan asks for. */
final class Preflight {
    /** Descriptors of the JVM itself, its event loops and its jars. */
    private static final int RESERVED_DESCRIPTORS = 100;

    private Preflight() {}

    static Optional<String> obstacle(Plan plan) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                ? obstacle(plan.sockets(), os.getMaxFileDescriptorCount())
                : Optional.empty();
    }

    static Optional<String> obstacle(int sockets, long descriptorMax) {
        long possible = descriptorMax - RESERVED_DESCRIPTORS;
        return sockets <= possible
                ? Optional.empty()
                : Optional.of(
                        "this process may hold %d descriptors (ulimit -n), enough for %d connections, and the plan needs %d"
                                .formatted(descriptorMax, Math.max(0, possible), sockets));
    }
}
