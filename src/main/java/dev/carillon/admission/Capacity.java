package dev.carillon.admission;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.carillon.doctor.Checkup;
import java.lang.management.ManagementFactory;

/**
 * What this process can carry.
 *
 * @param descriptors that it may have open (RLIMIT_NOFILE, getrlimit(2))
 * @param heapBytes the most that the heap may become
 * @param processBytes what the JVM needs beside the heap: classes, compiled code, threads, buffers
 * @param memoryBytes of the machine, or of the control group that the process is confined to
 */
public record Capacity(long descriptors, long heapBytes, long processBytes, long memoryBytes) {
    /** For files, other listeners, publishers, operators, the cluster. */
    private static final long LEAST_RESERVE = 256;

    /** A service that can hold fewer is not one. */
    private static final int LEAST_CONNECTIONS = 100;

    private static final long MIB = 1 << 20;

    /** Asks the system. What the process needs is what it has now, so this is asked when it is about to serve. */
    public static Capacity ofThisProcess() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long descriptors =
                system instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
        return new Capacity(
                descriptors, Runtime.getRuntime().maxMemory(), ProcessMemory.besideHeap(), system.getTotalMemorySize());
    }

    /**
     * How many WebSockets that is, with a reserve of descriptors for all else and half of the heap for what they send.
     *
     * @param heapBytesEach what an idle one takes of the heap
     * @param otherBytesEach what it takes of the memory beside heap and kernel
     */
    public int connections(int heapBytesEach, int otherBytesEach) {
        long byDescriptors = descriptors - Math.max(LEAST_RESERVE, descriptors / 64);
        long byHeap = heapBytes / 2 / heapBytesEach;
        long byMemory = socketBytes() / (Checkup.SOCKET_BYTES + otherBytesEach);
        long least = Math.min(byDescriptors, Math.min(byHeap, byMemory));
        return Math.clamp(least, 1, Integer.MAX_VALUE);
    }

    /** What is left for sockets. */
    private long socketBytes() {
        return Math.max(0, memoryBytes - heapBytes - processBytes);
    }

    /**
     * A process with less memory would be killed by the kernel without a word, soon or with its first clients.
     *
     * @throws IllegalArgumentException when that is so, with how much it takes
     */
    public void requireMemory() {
        long needed = heapBytes + processBytes + LEAST_CONNECTIONS * Checkup.SOCKET_BYTES;
        if (memoryBytes < needed) {
            throw new IllegalArgumentException(
                    "expected at least %,d MiB of memory (heap up to %,d, the JVM beside it %,d), but the limit was %,d MiB: raise it, or lower -Xmx"
                            .formatted(
                                    Math.ceilDiv(needed, MIB),
                                    Math.ceilDiv(heapBytes, MIB),
                                    Math.ceilDiv(processBytes, MIB),
                                    memoryBytes / MIB));
        }
    }

    /** What the memory is for, in words. */
    public String memory() {
        return "memory %,d MiB: heap up to %,d, JVM %,d, sockets %,d"
                .formatted(memoryBytes / MIB, heapBytes / MIB, processBytes / MIB, socketBytes() / MIB);
    }
}
