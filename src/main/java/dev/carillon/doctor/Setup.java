package dev.carillon.doctor;

import dev.carillon.doctor.Finding.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that prepare this machine for a number of connections over loopback, as a script to read before running
 * it.
 */
public final class Setup {
    /** With more from one address, binding becomes slower, and no ports are left for connections in TIME_WAIT. */
    private static final int PER_ADDRESS = 20_000;

    private final String carillon;
    private final Machine machine;
    private final int connections;
    private final List<String> lines = new ArrayList<>();

    private Setup(String carillon, Machine machine, int connections) {
        this.carillon = carillon;
        this.machine = machine;
        this.connections = connections;
    }

    /**
     * The script for a tester whose heap may grow to {@code heapMax} bytes, with the server on this machine.
     *
     * @param carillon the command as the user types it
     */
    public static List<String> of(String carillon, Machine machine, int connections, long heapMax) {
        Setup setup = new Setup(carillon, machine, connections);
        setup.add("# " + Text.count(connections) + " connections, server and tester on this machine");
        setup.addSystem(heapMax);
        setup.addService();
        setup.addTester();
        return List.copyOf(setup.lines);
    }

    /** The number of loopback addresses to use. On Linux, all of 127/8 belongs to the machine. */
    public static int addresses(int connections) {
        return Math.ceilDiv(connections, PER_ADDRESS);
    }

    private void addSystem(long heapMax) {
        Need need = new Need(connections, processes(), true, List.of(), 500);
        for (Finding finding : Checkup.of(machine, need, heapMax)) {
            if (finding.level() != Level.OK) {
                add("");
                add("# " + finding.text());
                lines.addAll(finding.remedies());
            }
        }
    }

    private void addService() {
        long descriptors = connections + (long) Checkup.RESERVED_DESCRIPTORS;
        add("");
        add("# the service holds them all in one process");
        if (descriptors > machine.descriptorsHighest().orElse(Long.MAX_VALUE)) {
            add(Text.sysctl("fs.nr_open", descriptors));
        }
        if (descriptors > machine.descriptors().orElse(Long.MAX_VALUE)) {
            add("ulimit -n " + descriptors);
        }
        add(carillon + " serve");
    }

    private void addTester() {
        int addresses = addresses(connections);
        add("");
        add("# the tester: %s, %s connections from each of %s; nothing need be set up for them"
                .formatted(
                        processes() == 1 ? "one process" : processes() + " processes, each within its descriptors",
                        Text.count(Math.min(connections, PER_ADDRESS)),
                        addresses == 1 ? "one address" : addresses + " addresses"));
        add(carillon + " loadtest idle -c " + connections + " --local " + range(addresses)
                + (processes() == 1 ? "" : " --workers " + processes()));
    }

    /** The processes of the tester, as many as the limit on descriptors requires. */
    private int processes() {
        long each = machine.descriptors().orElse(Long.MAX_VALUE) - Checkup.RESERVED_DESCRIPTORS;
        return (int) Math.ceilDiv((long) connections, Math.max(1, each));
    }

    private static String range(int addresses) {
        int last = 1 + addresses;
        if (addresses == 1) {
            return "127.0.0.2";
        }
        return last <= 255 ? "127.0.0.2-" + last : "127.0.0.2-127.0." + last / 256 + "." + last % 256;
    }

    private void add(String line) {
        lines.add(line);
    }
}
