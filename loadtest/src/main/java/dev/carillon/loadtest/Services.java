package dev.carillon.loadtest;

import dev.carillon.loadtest.run.Offspring;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Services in processes of their own on free ports of this machine; they end with whoever started them. */
final class Services implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("carillon .* listens on http://127\\.0\\.0\\.1:(\\d+) .*");

    /** Of 20,000 connections at 54 bytes, the JVM and what is under way. */
    private static final long HEAP_BYTES_MAX = 128 << 20;

    private final List<Process> processes = new ArrayList<>();
    private final List<String> ports = new ArrayList<>();

    private Services() {}

    /** Starts so many, and waits until all listen. */
    static Services start(int count) throws IOException {
        Services services = new Services();
        try {
            for (int i = 0; i < count; i++) {
                services.processes.add(Offspring.tied(
                        HEAP_BYTES_MAX,
                        count,
                        List.of(
                                "serve",
                                "--port",
                                "0",
                                "--management-port",
                                "0",
                                "--loops",
                                "1",
                                "--pings",
                                "off",
                                "--drain",
                                "0s")));
            }
            for (Process process : services.processes) {
                services.ports.add(portOf(process));
            }
            return services;
        } catch (IOException failure) {
            services.close();
            throw failure;
        }
    }

    /** As a URL names them. */
    String ports() {
        return String.join(",", ports);
    }

    private static String portOf(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        String last = "nothing was said";
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.matches()) {
                Thread.ofVirtual().start(() -> drain(out));
                return listens.group(1);
            }
            last = line;
        }
        throw new IOException("one ended before it listened: " + last);
    }

    /** A process that nobody reads from comes to a halt. */
    private static void drain(BufferedReader out) {
        long unread = out.lines().collect(Collectors.counting());
        assert unread >= 0;
    }

    @Override
    public void close() {
        processes.forEach(Offspring::letGo);
        processes.forEach(Offspring::end);
    }
}
