package dev.carillon.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Linux tells of itself in {@code /proc}, and in {@code /sys} of the memory that a container may use. On other
 * systems all of it is empty.
 */
public final class Machine {
    private static final Pattern DESCRIPTORS = Pattern.compile("Max open files +(\\d+|unlimited) +(\\d+|unlimited).*");
    private static final Pattern MEMORY = Pattern.compile("(\\w+): +(\\d+) kB");
    private static final Pattern PROCESSOR = Pattern.compile("model name\\s*: *(.+)");

    private final Path root;

    /** As files below {@code root} tell it. */
    Machine(Path root) {
        this.root = root;
    }

    /** The one that this runs on. */
    public static Machine here() {
        return new Machine(Path.of("/"));
    }

    // ---- descriptors

    /** How many this process may open. */
    OptionalLong descriptors() {
        return descriptors(1);
    }

    /** How far this process may raise that by itself. */
    OptionalLong descriptorsHard() {
        return descriptors(2);
    }

    /** How far an administrator may raise it. */
    OptionalLong descriptorsHighest() {
        return number("proc/sys/fs/nr_open");
    }

    /** How many all processes together may open. */
    OptionalLong files() {
        return number("proc/sys/fs/file-max");
    }

    /** How many they have. */
    OptionalLong filesOpen() {
        return number("proc/sys/fs/file-nr");
    }

    /** How many sockets a user may have in epoll. */
    OptionalLong epollWatches() {
        return number("proc/sys/fs/epoll/max_user_watches");
    }

    // ---- network

    /** The ports that the kernel picks from, as {@code first-last}. */
    Optional<String> portRange() {
        return words("proc/sys/net/ipv4/ip_local_port_range").map(ports -> String.join("-", ports));
    }

    /** Connections that a listening socket lets wait to be accepted. */
    OptionalLong acceptBacklog() {
        return number("proc/sys/net/core/somaxconn");
    }

    /** Connections that may be half open. */
    OptionalLong handshakeBacklog() {
        return number("proc/sys/net/ipv4/tcp_max_syn_backlog");
    }

    /** Pages that all sockets together may fill before the kernel presses them to use less. */
    OptionalLong socketPagesUnderPressure() {
        return words("proc/sys/net/ipv4/tcp_mem")
                .map(pages -> OptionalLong.of(Long.parseLong(pages.get(1))))
                .orElse(OptionalLong.empty());
    }

    /** Connections that the firewall can track; empty if it tracks none. */
    OptionalLong trackedMax() {
        return number("proc/sys/net/netfilter/nf_conntrack_max");
    }

    /**
     * Connections that the firewall remembers while one of ours stands: none where no rule of it asks for the state of
     * a connection, however few it could remember.
     */
    OptionalLong tracked() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket listener = new ServerSocket(0, 1, loopback);
                Socket _ = new Socket(loopback, listener.getLocalPort())) {
            return number("proc/sys/net/netfilter/nf_conntrack_count");
        } catch (IOException unconnected) {
            return OptionalLong.empty();
        }
    }

    /** The addresses that are this machine's. */
    List<Subnet> localAddresses() {
        return Subnet.localOnes(lines("proc/net/fib_trie"));
    }

    // ---- memory, processor

    /** Bytes that can be had without swapping: of the machine, or less where this runs in a container. */
    OptionalLong memoryAvailable() {
        OptionalLong machine = memory("MemAvailable");
        OptionalLong container = number("sys/fs/cgroup/memory.max");
        if (machine.isEmpty() || container.isEmpty()) {
            return machine;
        }
        long free =
                container.getAsLong() - number("sys/fs/cgroup/memory.current").orElse(0);
        return OptionalLong.of(Math.min(machine.getAsLong(), Math.max(0, free)));
    }

    /** Bytes. */
    public OptionalLong memory() {
        return memory("MemTotal");
    }

    /** The processor's name, as its maker gave it. */
    public Optional<String> processor() {
        return first(lines("proc/cpuinfo"), PROCESSOR)
                .map(found -> found.group(1).strip());
    }

    // ---- reading

    private OptionalLong descriptors(int column) {
        return first(lines("proc/self/limits"), DESCRIPTORS)
                .map(found -> OptionalLong.of(amount(found.group(column))))
                .orElse(OptionalLong.empty());
    }

    private static long amount(String text) {
        return text.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(text);
    }

    private OptionalLong memory(String name) {
        return lines("proc/meminfo").stream()
                .map(MEMORY::matcher)
                .filter(found -> found.matches() && found.group(1).equals(name))
                .mapToLong(found -> Long.parseLong(found.group(2)) << 10)
                .findFirst();
    }

    private static Optional<Matcher> first(List<String> lines, Pattern pattern) {
        return lines.stream().map(pattern::matcher).filter(Matcher::matches).findFirst();
    }

    /** The first number of a file; empty too where it says {@code max}, or is larger than anybody counts. */
    private OptionalLong number(String file) {
        return words(file).stream()
                .flatMap(List::stream)
                .limit(1)
                .filter(word -> word.matches("\\d{1,18}|9223372036854775807"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private Optional<List<String>> words(String file) {
        return lines(file).stream()
                .findFirst()
                .map(line -> Arrays.asList(line.strip().split("\\s+")));
    }

    private List<String> lines(String file) {
        try (Stream<String> lines = Files.lines(root.resolve(file))) {
            return lines.toList();
        } catch (NoSuchFileException | UncheckedIOException absent) {
            return List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
