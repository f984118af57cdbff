package dev.carillon.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A root directory with the files of a kernel: a machine with high limits, until a test changes them. */
final class FakeMachine {
    static final String ROUTES = """
            Main:
              +-- 0.0.0.0/0 3 0 5
                 |-- 0.0.0.0
                    /0 universe UNICAST
                 +-- 127.0.0.0/8 2 0 2
                    +-- 127.0.0.0/31 1 0 0
                       |-- 127.0.0.0
                          /8 host LOCAL
                       |-- 127.0.0.1
                          /32 host LOCAL
                    |-- 127.255.255.255
                       /32 link BROADCAST
                 |-- 10.1.2.3
                    /32 host LOCAL
            Local:
                 |-- 10.1.2.3
                    /32 host LOCAL
            """;

    private final Path root;

    FakeMachine(Path root) {
        this.root = root;
        descriptors("20000", "50000");
        write("proc/sys/fs/nr_open", "1048576");
        write("proc/sys/fs/file-max", "9223372036854775807");
        write("proc/sys/fs/file-nr", "1000\t0\t9223372036854775807");
        write("proc/sys/fs/epoll/max_user_watches", "5000000");
        write("proc/sys/net/ipv4/ip_local_port_range", "32768\t60999");
        write("proc/sys/net/core/somaxconn", "4096");
        write("proc/sys/net/ipv4/tcp_max_syn_backlog", "2048");
        write("proc/sys/net/ipv4/tcp_mem", "300000\t400000\t600000");
        write("proc/net/fib_trie", ROUTES);
        write("proc/meminfo", "MemTotal:       16000000 kB\nMemFree:  1 kB\nMemAvailable:   12000000 kB\n");
        write("proc/cpuinfo", "processor\t: 0\nmodel name\t: A Processor\n");
    }

    Machine machine() {
        return new Machine(root);
    }

    void descriptors(String soft, String hard) {
        write("proc/self/limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             94000                94000                processes
                Max open files            %-20s %-20s files
                """.formatted(soft, hard));
    }

    void write(String file, String text) {
        try {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
