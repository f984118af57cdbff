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
 * The limits that Linux reports in {@code /proc}, and in {@code /sys} for the memory of a container. On other systems
 * all of them are empty.
 */
public final class Machine {
    private static final Pattern DESCRIPTORS = Pattern.compile("Max open files +(\\d+|unlimited) +(\\d+|unlimited).*");
    private static final Pattern MEMORY = Pattern.compile("(\\w+): +(\\d+) kB");
    private static final Pattern PROCESSOR = Pattern.compile("model name\\s*: *(.+)");

    private final Path root;

    /** Reads the files below {@code root}. */
    Machine(Path root) {
        this.root = root;
    }

    /** The machine of this process. */
    public static Machine here() {
        return new Machine(Path.of("/"));
    }

    // ---- descriptors

    /** How many descriptors this process may open. */
    OptionalLong descriptors() {
        return descriptors(1);
    }

    /** How far this process may raise that without privileges. */
    OptionalLong descriptorsHard() {
        return descriptors(2);
    }

    /** How far an administrator may raise it. */
    OptionalLong descriptorsHighest() {
        return number("proc/sys/fs/nr_open");
    }

    /** How many files all processes together may open. */
    OptionalLong files() {
        return number("proc/sys/fs/file-max");
    }

    /** How many files all processes together have open. */
    OptionalLong filesOpen() {
        return number("proc/sys/fs/file-nr");
    }

    /** How many sockets a user may add to epoll. */
    OptionalLong epollWatches() {
        return number("proc/sys/fs/epoll/max_user_watches");
    }

    // ---- network

    /** The ports that the kernel chooses from, as {@code first-last}. */
    Optional<String> portRange() {
        return words("proc/sys/net/ipv4/ip_local_port_range").map(ports -> String.join("-", ports));
    }

    /** The most connections of a listening socket that wait to be accepted. */
    OptionalLong acceptBacklog() {
        return number("proc/sys/net/core/somaxconn");
    }

    /** The most half-open connections. */
    OptionalLong handshakeBacklog() {
        return number("proc/sys/net/ipv4/tcp_max_syn_backlog");
    }

    /** The pages of all sockets together beyond which the kernel reduces their buffers. */
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
     * Connections that the firewall tracks while one connection of this method is open. The number is 0 if no rule of
     * the firewall uses the state of connections, whatever its limit is.
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

    /** The addresses of this machine. */
    List<Subnet> localAddresses() {
        return Subnet.localOnes(lines("proc/net/fib_trie"));
    }

    // ---- memory, processor

    /** Bytes available without swapping: of the machine, or of the container if it may use less. */
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

    /** The memory of the machine in bytes. */
    public OptionalLong memory() {
        return memory("MemTotal");
    }

    /** The processor's name, as the manufacturer gives it. */
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

    /** The first number in a file; empty if the file says {@code max}, or the number is too large to be a limit. */
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
