package dev.carillon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The set-up as a script, without the limits that are high enough. */
class SetupTest {
    private static final long HEAP = 1L << 30;

    @TempDir
    private Path root;

    @Test
    void aFewConnectionsNeedNoCommands() {
        assertThat(String.join("\n", Setup.of("carillon", new FakeMachine(root).machine(), 10_000, HEAP)))
                .isEqualTo("""
                # 10,000 connections, server and tester on this machine

                # the service holds them all in one process
                carillon serve

                # the tester: one process, 10,000 connections from each of one address; nothing need be set up for them
                carillon loadtest idle -c 10000 --local 127.0.0.2""");
    }

    @Test
    void aMillionConnectionsNeedAddressesProcessesAndLimits() {
        FakeMachine fake = new FakeMachine(root);
        fake.write("proc/sys/fs/file-max", "1000000");
        fake.write("proc/sys/fs/nr_open", "1000000");

        assertThat(String.join("\n", Setup.of("carillon", fake.machine(), 1_000_000, HEAP)))
                .isEqualTo("""
                # 1,000,000 connections, server and tester on this machine

                # the system may hold 1,000,000 (fs.file-max), holds 1,000 and needs 2,005,100 more
                sysctl -w fs.file-max=2006100

                # 400,000 pages before the kernel limits the memory of sockets (net.ipv4.tcp_mem), a broadcast to all takes 2,000,000
                sysctl -w net.ipv4.tcp_mem="2000000 2666666 4000000"

                # the service holds them all in one process
                sysctl -w fs.nr_open=1000100
                ulimit -n 1000100
                carillon serve

                # the tester: 51 processes, each within its descriptors, 20,000 connections from each of 50 addresses; nothing need be set up for them
                carillon loadtest idle -c 1000000 --local 127.0.0.2-51 --workers 51""");
    }

    @Test
    void aLongAddressRangeNamesItsFullLastAddress() {
        assertThat(Setup.of("carillon", new FakeMachine(root).machine(), 10_000_000, HEAP))
                .anyMatch(line -> line.contains(" --local 127.0.0.2-127.0.1.245 "));
    }
}
