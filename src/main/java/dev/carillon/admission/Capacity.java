package dev.carillon.admission;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process can carry.
 *
 * @param descriptors that it may have open (RLIMIT_NOFILE, getrlimit(2))
 * @param heapBytes the most that the heap may become
 * @param memoryBytes of the machine, or of the control group that the process is confined to
 */
public record Capacity(long descriptors, long heapBytes, long memoryBytes) {
    /** For files, other listeners, publishers, operators, the cluster. */
    private static final long LEAST_RESERVE = 256;

    /** The process without heap and sockets. */
    private static final long PROCESS_BYTES = 100L << 20;

    /** An idle TCP connection, measured on Linux 6 with both ends on one machine: 4.5 kB each. */
    private static final long KERNEL_BYTES_A_SOCKET = 4500;

    public static Capacity ofThisProcess() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long descriptors =
                system instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
        return new Capacity(descriptors, Runtime.getRuntime().maxMemory(), system.getTotalMemorySize());
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
        long byMemory = (memoryBytes - heapBytes - PROCESS_BYTES) / (KERNEL_BYTES_A_SOCKET + otherBytesEach);
        long least = Math.min(byDescriptors, Math.min(byHeap, byMemory));
        return Math.clamp(least, 1, Integer.MAX_VALUE);
    }
}
