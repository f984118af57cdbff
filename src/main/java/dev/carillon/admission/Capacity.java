package dev.carillon.admission;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.carillon.doctor.Checkup;
import java.lang.management.ManagementFactory;

/**
 * The number of connections that this process can carry.
 *
 * @param descriptors limit of open descriptors (RLIMIT_NOFILE, getrlimit(2))
 * @param heapBytes limit of the heap
 * @param processBytes memory of the JVM without the heap: classes, compiled code, threads, buffers
 * @param memoryBytes memory of the machine, or limit of the control group of the process
 */
public record Capacity(long descriptors, long heapBytes, long processBytes, long memoryBytes) {
    /** Descriptors for files, other listeners, publishers, operators and the cluster. */
    private static final long LEAST_RESERVE = 256;

    /** A service with fewer is not useful. */
    private static final int LEAST_CONNECTIONS = 100;

    private static final long MIB = 1 << 20;

    /**
     * Reads the limits from the system. The memory of the process is what it uses now, so this is called just before it
     * serves.
     */
    public static Capacity ofThisProcess() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long descriptors =
                system instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
        return new Capacity(
                descriptors, Runtime.getRuntime().maxMemory(), ProcessMemory.besideHeap(), system.getTotalMemorySize());
    }

    /**
     * The number of WebSockets, with a reserve of descriptors for everything else and half of the heap for their
     * messages.
     *
     * @param heapBytesEach heap of an idle WebSocket
     * @param otherBytesEach memory of an idle WebSocket outside heap and kernel
     */
    public int connections(int heapBytesEach, int otherBytesEach) {
        long byDescriptors = descriptors - Math.max(LEAST_RESERVE, descriptors / 64);
        long byHeap = heapBytes / 2 / heapBytesEach;
        long byMemory = socketBytes() / (Checkup.SOCKET_BYTES + otherBytesEach);
        long least = Math.min(byDescriptors, Math.min(byHeap, byMemory));
        return Math.clamp(least, 1, Integer.MAX_VALUE);
    }

    /** The memory that is left for sockets. */
    private long socketBytes() {
        return Math.max(0, memoryBytes - heapBytes - processBytes);
    }

    /**
     * With less memory the kernel would kill the process without a message, soon or with its first clients.
     *
     * @throws IllegalArgumentException when there is too little memory, with the amount required
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

    /** How the memory is divided, in words. */
    public String memory() {
        return "memory %,d MiB: heap up to %,d, JVM %,d, sockets %,d"
                .formatted(memoryBytes / MIB, heapBytes / MIB, processBytes / MIB, socketBytes() / MIB);
    }
}
