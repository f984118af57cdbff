package dev.carillon.loadtest;

import dev.carillon.loadtest.run.ChildProcess;
import dev.carillon.loadtest.run.ServiceAddresses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Services in separate processes on free ports of this machine. They end when this process ends. */
final class Services implements AutoCloseable {
    /** Enough for 20,000 connections at 54 bytes each, the JVM, and data in transit. */
    private static final long HEAP_BYTES_MAX = 128 << 20;

    private static final List<String> ARGUMENTS =
            List.of("serve --port 0 --management-port 0 --loops 1 --pings off --drain 0s --no-warm-up".split(" "));

    private final List<Process> processes = new ArrayList<>();
    private final List<String> ports = new ArrayList<>();

    private Services() {}

    /** Starts {@code count} services and waits until all of them listen. */
    static Services start(int count) throws IOException {
        Services services = new Services();
        try {
            for (int i = 0; i < count; i++) {
                services.processes.add(ChildProcess.tied(HEAP_BYTES_MAX, count, ARGUMENTS));
            }
            for (Process process : services.processes) {
                services.ports.add(ServiceAddresses.of(process).port());
            }
            return services;
        } catch (IOException failure) {
            services.close();
            throw failure;
        }
    }

    /** The ports of all services, separated by commas, as in the URL of a plan. */
    String ports() {
        return String.join(",", ports);
    }

    @Override
    public void close() {
        processes.forEach(ChildProcess::release);
        processes.forEach(ChildProcess::end);
    }
}
