package dev.carillon.admission;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this process has of the memory. */
final class ProcessMemory {
    private static final long MIB = 1 << 20;

    /** Classes, code and buffers that come with the first clients: a service that was at work for an hour had 6 MiB more. */
    private static final long GROWTH = 8 * MIB;

    /** At least, for a service that has not done anything yet: its classes and the JVM. */
    private static final long LEAST = 40 * MIB;

    /** Where the system does not tell. */
    private static final long UNKNOWN = 100 * MIB;

    private ProcessMemory() {}

    /** What it needs beside the heap, now and in some time. */
    static long besideHeap() {
        try {
            return besideHeap(Files.readAllLines(Path.of("/proc/self/status")), heapTouched());
        } catch (IOException otherSystem) {
            return UNKNOWN;
        }
    }

    /**
     * The same of what the kernel tells (proc(5)): pages of its own, and not those of files, which the kernel can take back.
     *
     * @param heapTouched those of them that are heap
     */
    static long besideHeap(List<String> status, long heapTouched) {
        return status.stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .map(kibibytes -> Math.max(LEAST, Long.parseLong(kibibytes) * 1024 - heapTouched) + GROWTH)
                .orElse(UNKNOWN);
    }

    /** What each part of the heap has used at most: its pages stay with the process. */
    private static long heapTouched() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
