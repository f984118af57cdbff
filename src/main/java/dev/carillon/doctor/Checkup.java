package dev.carillon.doctor;

import dev.carillon.doctor.Finding.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Compares the needs of a load test with the limits of the machine. Limits that the kernel does not report are not
 * checked.
 */
public final class Checkup {
    /** Descriptors of the JVM itself, its event loops and its jars. */
    static final int RESERVED_DESCRIPTORS = 100;

    /** Kernel memory of one end of an idle connection, measured on Linux 5.10 and 6.1. */
    public static final long SOCKET_BYTES = 4_500;

    /** Heap of the tester for each connection, and without connections. */
    private static final long HEAP_BYTES_PER_SOCKET = 200;

    private static final long HEAP_BYTES = 32 << 20;

    private static final int SOUGHT_MAX = 100_000_000;

    /** With less, a server that is busy for a moment refuses the clients that connect at that time. */
    private static final long BACKLOG_MIN = 1024;

    private final Machine machine;
    private final Need need;
    private final List<Finding> findings = new ArrayList<>();

    private Checkup(Machine machine, Need need) {
        this.machine = machine;
        this.need = need;
    }

    /** All findings for a tester whose heap may grow to {@code heapMax} bytes. */
    public static List<Finding> of(Machine machine, Need need, long heapMax) {
        Checkup checkup = new Checkup(machine, need);
        checkup.lookAtDescriptors();
        checkup.lookAtFiles();
        checkup.lookAtEpoll();
        checkup.lookAtPorts();
        checkup.lookAtAddresses();
        checkup.lookAtBacklogs();
        checkup.lookAtTracking();
        checkup.lookAtSocketMemory();
        checkup.lookAtMemory();
        checkup.lookAtHeap(heapMax);
        return List.copyOf(checkup.findings);
    }

    /**
     * The most connections that server and tester can hold together on this machine as it is, each as one process; at
     * most {@value #SOUGHT_MAX}.
     */
    public static int most(Machine machine, long heapMax) {
        int possible = 0;
        int impossible = SOUGHT_MAX + 1;
        while (impossible - possible > 1) {
            int tried = (possible + impossible) >>> 1;
            boolean works = of(machine, new Need(tried, 1, true, List.of(), 1), heapMax).stream()
                    .noneMatch(finding -> finding.level() == Level.OBSTACLE);
            possible = works ? tried : possible;
            impossible = works ? impossible : tried;
        }
        return possible;
    }

    private void lookAtDescriptors() {
        machine.descriptors().ifPresent(soft -> {
            long needed = need.socketsOfAProcess() + (long) RESERVED_DESCRIPTORS;
            String text = "this process may hold %s (hard limit %s), and needs %s for %s connections"
                    .formatted(
                            Text.count(soft),
                            Text.count(machine.descriptorsHard().orElse(soft)),
                            Text.count(needed),
                            Text.count(need.socketsOfAProcess()));
            add("descriptors", soft >= needed, Level.OBSTACLE, text, descriptorRemedies(needed, soft));
        });
    }

    private List<String> descriptorRemedies(long needed, long soft) {
        List<String> remedies = new ArrayList<>();
        if (needed > machine.descriptorsHighest().orElse(Long.MAX_VALUE)) {
            remedies.add(Text.sysctl("fs.nr_open", needed));
        }
        remedies.add("ulimit -n " + needed);
        if (soft > RESERVED_DESCRIPTORS) {
            remedies.add("or without a change, with more processes: --workers "
                    + Math.ceilDiv(need.sockets(), soft - RESERVED_DESCRIPTORS));
        }
        return remedies;
    }

    private void lookAtFiles() {
        machine.files().ifPresent(max -> {
            long open = machine.filesOpen().orElse(0);
            long needed = need.ends() + need.processes() * (long) RESERVED_DESCRIPTORS;
            String text = "the system may hold %s (fs.file-max), holds %s and needs %s more"
                    .formatted(Text.count(max), Text.count(open), Text.count(needed));
            add("files", max - open >= needed, Level.OBSTACLE, text, Text.sysctl("fs.file-max", open + needed));
        });
    }

    private void lookAtEpoll() {
        machine.epollWatches().ifPresent(max -> {
            String text = "a user may watch %s sockets (fs.epoll.max_user_watches), %s are needed"
                    .formatted(Text.count(max), Text.count(need.ends()));
            String remedy = Text.sysctl("fs.epoll.max_user_watches", need.ends() + RESERVED_DESCRIPTORS);
            add("epoll", max >= need.ends(), Level.OBSTACLE, text, remedy);
        });
    }

    private void lookAtPorts() {
        machine.portRange()
                .ifPresent(range -> findings.add(Finding.ok(
                        "ports",
                        "the kernel picks from " + range + "; the tester picks its own (--ports), so any will do")));
    }

    private void lookAtAddresses() {
        List<Subnet> local = machine.localAddresses();
        if (local.isEmpty()) {
            return;
        }
        List<String> foreign = need.from().stream()
                .filter(address -> !address.isAnyLocalAddress())
                .filter(address -> address.getAddress().length == Integer.BYTES)
                .filter(address -> local.stream().noneMatch(subnet -> subnet.contains(address)))
                .map(InetAddress::getHostAddress)
                .toList();
        String text = foreign.isEmpty()
                ? "this machine is " + local.stream().map(Subnet::toString).collect(Collectors.joining(", "))
                : "%s of the %s local addresses are not this machine's"
                        .formatted(
                                Text.count(foreign.size()),
                                Text.count(need.from().size()));
        add(
                "addresses",
                foreign.isEmpty(),
                Level.OBSTACLE,
                text,
                foreign.stream()
                        .map(address -> "ip address add " + address + "/32 dev lo")
                        .toList());
    }

    private void lookAtBacklogs() {
        long needed = Math.max(BACKLOG_MIN, need.handshakes());
        lookAtBacklog("accept queue", "net.core.somaxconn", machine.acceptBacklog(), needed);
        lookAtBacklog("SYN queue", "net.ipv4.tcp_max_syn_backlog", machine.handshakeBacklog(), needed);
    }

    /** Checks a queue of the server, if the server runs on this machine. */
    private void lookAtBacklog(String what, String key, OptionalLong length, long needed) {
        if (need.serverHere()) {
            length.ifPresent(has -> {
                String text = "%s connections may wait for the server (%s), best are %s"
                        .formatted(Text.count(has), key, Text.count(needed));
                add(what, has >= needed, Level.ADVICE, text, Text.sysctl(key, needed));
            });
        }
    }

    private void lookAtTracking() {
        OptionalLong max = machine.trackedMax();
        OptionalLong tracked = machine.tracked();
        if (max.isEmpty() || tracked.orElse(1) == 0) {
            findings.add(Finding.ok("conntrack", "no firewall here remembers connections"));
            return;
        }
        long free = max.getAsLong() - tracked.orElse(0);
        String text = "the firewall can remember %s more connections, %s are needed: beyond that packets are dropped"
                .formatted(Text.count(free), Text.count(need.sockets()));
        long enough = tracked.orElse(0) + need.sockets() + need.sockets() / 10;
        add(
                "conntrack",
                free >= need.sockets(),
                Level.OBSTACLE,
                text,
                Text.sysctl("net.netfilter.nf_conntrack_max", enough));
    }

    /** A message in transit takes at least one page, and a broadcast is in transit to all connections at once. */
    private void lookAtSocketMemory() {
        machine.socketPagesUnderPressure().ifPresent(pages -> {
            String text =
                    "%s pages before the kernel limits the memory of sockets (net.ipv4.tcp_mem), a broadcast to all takes %s"
                            .formatted(Text.count(pages), Text.count(need.ends()));
            String remedy = "sysctl -w net.ipv4.tcp_mem=\"%d %d %d\""
                    .formatted(need.ends(), need.ends() * 4 / 3, need.ends() * 2);
            add("tcp_mem", pages >= need.ends(), Level.ADVICE, text, remedy);
        });
    }

    private void lookAtMemory() {
        machine.memoryAvailable().ifPresent(free -> {
            long needed = need.ends() * SOCKET_BYTES + need.processes() * HEAP_BYTES + heapOf(need.sockets());
            String text = "%s are free, %s are needed: %s of kernel memory for %s and the tester's heap"
                    .formatted(
                            Text.bytes(free),
                            Text.bytes(needed),
                            Text.bytes(need.ends() * SOCKET_BYTES),
                            need.serverHere() ? "both ends" : "this end");
            add(
                    "memory",
                    free >= needed,
                    Level.OBSTACLE,
                    text,
                    "more memory, fewer connections (-c), or agents on more machines");
        });
    }

    private void lookAtHeap(long heapMax) {
        long needed = HEAP_BYTES + heapOf(need.socketsOfAProcess());
        String text = "the tester may use %s, and needs about %s".formatted(Text.bytes(heapMax), Text.bytes(needed));
        add(
                "heap",
                heapMax >= needed,
                Level.OBSTACLE,
                text,
                "export CARILLON_JAVA_OPTS=-Xmx" + Math.ceilDiv(needed, 1 << 20) + "m");
    }

    private static long heapOf(int sockets) {
        return sockets * HEAP_BYTES_PER_SOCKET;
    }

    private void add(String what, boolean enough, Level otherwise, String text, String remedy) {
        add(what, enough, otherwise, text, List.of(remedy));
    }

    private void add(String what, boolean enough, Level otherwise, String text, List<String> remedies) {
        findings.add(enough ? Finding.ok(what, text) : new Finding(what, otherwise, text, remedies));
    }
}
