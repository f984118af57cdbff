package dev.carillon.admission;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What this process has of the memory, as the kernel tells it. */
public final class ProcessMemory {
    private static final long MIB = 1 << 20;

    /** Classes, code and buffers that come with the first clients: a service that was at work for an hour had 6 MiB more. */
    private static final long GROWTH = 8 * MIB;

    /** At least, for a service that has not done anything yet: its classes and the JVM. */
    private static final long LEAST = 40 * MIB;

    /** Where the system does not tell. */
    private static final long UNKNOWN = 100 * MIB;

    private ProcessMemory() {}

    /** Bytes that are resident, with those of files; empty where the system does not tell. */
    public static OptionalLong resident() {
        return bytes("VmRSS:", status());
    }

    /** What it needs beside the heap, now and in some time. */
    static long besideHeap() {
        return besideHeap(status(), heapTouched());
    }

    /**
     * The same of what the kernel tells: pages of its own, and not those of files, which the kernel can take back.
     *
     * @param heapTouched those of them that are heap
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

    /** As proc_pid_status(5) has it: {@code VmRSS:     72340 kB}. */
    private static OptionalLong bytes(String name, List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst();
    }

    /** What each part of the heap has used at most: its pages stay with the process. */
    private static long heapTouched() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
