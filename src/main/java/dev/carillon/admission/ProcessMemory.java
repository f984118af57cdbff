package dev.carillon.admission;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The memory use of this process, as reported by the kernel. */
public final class ProcessMemory {
    private static final long MIB = 1 << 20;

    /**
     * Memory for classes, code and buffers that are loaded with the first clients: a service used 6 MiB more after an
     * hour.
     */
    private static final long GROWTH = 8 * MIB;

    /** The minimum for an idle service: its classes and the JVM. */
    private static final long LEAST = 40 * MIB;

    /** Used if the system does not report it. */
    private static final long UNKNOWN = 100 * MIB;

    private ProcessMemory() {}

    /** Resident bytes, including those of files; empty if the system does not report them. */
    public static OptionalLong resident() {
        return bytes("VmRSS:", status());
    }

    /** The memory of the process without the heap, now and later. */
    static long besideHeap() {
        return besideHeap(status(), heapTouched());
    }

    /**
     * The same from the kernel's report. Counts anonymous pages only; the kernel can reclaim pages of files.
     *
     * @param heapTouched the part of them that is heap
     */
    static long besideHeap(List<String> status, long heapTouched) {
        OptionalLong own = bytes("RssAnon:", status);
        return own.isPresent() ? Math.max(LEAST, own.getAsLong() - heapTouched) + GROWTH : UNKNOWN;
    }

    private static List<String> status() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status"));
        } catch (IOException otherSystem) {
            return List.of();
        }
    }

    /** In the format of proc_pid_status(5): {@code VmRSS:     72340 kB}. */
    private static OptionalLong bytes(String name, List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst();
    }

    /** The most that each part of the heap has used; its pages stay with the process. */
    private static long heapTouched() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
