package dev.carillon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.doctor.Finding.Level;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each limit, when it is exactly enough and when it is one too low, and the command that raises it. */
class CheckupTest {
    private static final long HEAP = 1L << 30;

    @TempDir
    private Path root;

    private FakeMachine fake;

    @BeforeEach
    void setHighLimits() {
        fake = new FakeMachine(root);
    }

    @Test
    void aMachineWithHighLimitsPasses() {
        assertThat(checkup(10_000)).extracting(Finding::level).containsOnly(Level.OK);
        assertThat(checkup(10_000))
                .extracting(Finding::what)
                .containsExactly(
                        "descriptors",
                        "files",
                        "epoll",
                        "ports",
                        "addresses",
                        "accept queue",
                        "SYN queue",
                        "conntrack",
                        "tcp_mem",
                        "memory",
                        "heap");
    }

    @Test
    void descriptorsOfTheProcessItselfAreReserved() {
        assertThat(finding("descriptors", 19_900).level()).isEqualTo(Level.OK);

        Finding finding = finding("descriptors", 19_901);
        assertThat(finding.lines())
                .isEqualTo(
                        "OBSTACLE descriptors  this process may hold 20,000 (hard limit 50,000), and needs 20,001 for"
                                + " 19,901 connections\n"
                                + "                      ulimit -n 20001\n"
                                + "                      or without a change, with more processes: --workers 2\n");
    }

    @Test
    void moreProcessesNeedFewerDescriptorsEach() {
        Need need = new Need(100_000, 6, false, List.of(), 500);

        assertThat(finding("descriptors", need).level()).isEqualTo(Level.OK);
    }

    @Test
    void aLimitAboveTheKernelsMaximumNeedsTwoCommands() {
        assertThat(finding("descriptors", 2_000_000).remedies())
                .startsWith("sysctl -w fs.nr_open=2000100", "ulimit -n 2000100");
    }

    @Test
    void anUnlimitedLimitIsEnough() {
        fake.descriptors("unlimited", "unlimited");

        assertThat(finding("descriptors", 5_000_000).text()).startsWith("this process may hold any number of");
        assertThat(finding("descriptors", 5_000_000).level()).isEqualTo(Level.OK);
    }

    @Test
    void filesOfTheSystemAreNeededForBothEnds() {
        fake.write("proc/sys/fs/file-max", "21100");
        assertThat(finding("files", 10_000).level()).isEqualTo(Level.OK);

        fake.write("proc/sys/fs/file-max", "21099");
        assertThat(finding("files", 10_000).level()).isEqualTo(Level.OBSTACLE);
        assertThat(finding("files", 10_000).remedies()).containsExactly("sysctl -w fs.file-max=21100");
        assertThat(finding("files", away(10_000)).level()).isEqualTo(Level.OK);
    }

    @Test
    void epollWatchesAreCounted() {
        fake.write("proc/sys/fs/epoll/max_user_watches", "19999");

        assertThat(finding("epoll", 10_000).remedies()).containsExactly("sysctl -w fs.epoll.max_user_watches=20100");
    }

    @Test
    void thePortRangeIsReportedButNeverAnObstacle() {
        fake.write("proc/sys/net/ipv4/ip_local_port_range", "50000 50001");

        assertThat(finding("ports", 10_000).level()).isEqualTo(Level.OK);
        assertThat(finding("ports", 10_000).text()).contains("50000-50001");
    }

    @Test
    void localAddressesMustBelongToThisMachine() {
        assertThat(finding("addresses", from("127.77.3.1", "10.1.2.3")).text())
                .isEqualTo("this machine is 127.0.0.0/8, 127.0.0.1, 10.1.2.3");

        Finding finding = finding("addresses", from("10.1.2.3", "10.1.2.4"));
        assertThat(finding.level()).isEqualTo(Level.OBSTACLE);
        assertThat(finding.text()).isEqualTo("1 of the 2 local addresses are not this machine's");
        assertThat(finding.remedies()).containsExactly("ip address add 10.1.2.4/32 dev lo");
    }

    @Test
    void addressesChosenByTheKernelAreNotChecked() {
        assertThat(finding("addresses", from("0.0.0.0")).level()).isEqualTo(Level.OK);
    }

    @Test
    void shortQueuesAreAnAdviceIfTheServerIsHere() {
        fake.write("proc/sys/net/core/somaxconn", "128");
        fake.write("proc/sys/net/ipv4/tcp_max_syn_backlog", "512");

        assertThat(finding("accept queue", 10).level()).isEqualTo(Level.ADVICE);
        assertThat(finding("accept queue", 10).remedies()).containsExactly("sysctl -w net.core.somaxconn=1024");
        assertThat(finding("SYN queue", 10).remedies()).containsExactly("sysctl -w net.ipv4.tcp_max_syn_backlog=1024");
        assertThat(Checkup.of(fake.machine(), away(10), HEAP))
                .extracting(Finding::what)
                .doesNotContain("accept queue", "SYN queue");
    }

    @Test
    void aFirewallMustTrackAllConnections() {
        assertThat(finding("conntrack", 10_000).text()).isEqualTo("no firewall here remembers connections");

        fake.write("proc/sys/net/netfilter/nf_conntrack_max", "10099");
        fake.write("proc/sys/net/netfilter/nf_conntrack_count", "100");
        assertThat(finding("conntrack", 9_999).level()).isEqualTo(Level.OK);
        assertThat(finding("conntrack", 10_000).remedies())
                .containsExactly("sysctl -w net.netfilter.nf_conntrack_max=11100");
    }

    @Test
    void aFirewallThatTracksNoConnectionsIsNotAnObstacle() {
        fake.write("proc/sys/net/netfilter/nf_conntrack_max", "10");
        fake.write("proc/sys/net/netfilter/nf_conntrack_count", "0");

        assertThat(finding("conntrack", 10_000).text()).isEqualTo("no firewall here remembers connections");
    }

    @Test
    void aBroadcastToAllNeedsAPageForEachEnd() {
        fake.write("proc/sys/net/ipv4/tcp_mem", "1 19999 3");

        assertThat(finding("tcp_mem", 10_000).level()).isEqualTo(Level.ADVICE);
        assertThat(finding("tcp_mem", 10_000).remedies())
                .containsExactly("sysctl -w net.ipv4.tcp_mem=\"20000 26666 40000\"");
    }

    @Test
    void kernelMemoryIsNeededAtBothEnds() {
        Finding finding = finding("memory", 2_000_000);

        assertThat(finding.level()).isEqualTo(Level.OBSTACLE);
        assertThat(finding.text())
                .isEqualTo("12.3 GB are free, 18.4 GB are needed: 18.0 GB of kernel memory for both ends and the"
                        + " tester's heap");
        assertThat(finding("memory", away(1_300_000)).level()).isEqualTo(Level.OK);
    }

    @Test
    void theMemoryOfAContainerIsItsLimit() {
        fake.write("sys/fs/cgroup/memory.max", "1000000000");
        fake.write("sys/fs/cgroup/memory.current", "600000000");
        assertThat(finding("memory", 10).text()).startsWith("400 MB are free");

        fake.write("sys/fs/cgroup/memory.max", "max");
        assertThat(finding("memory", 10).text()).startsWith("12.3 GB are free");
    }

    @Test
    void theTestersHeapGrowsWithItsConnections() {
        assertThat(finding("heap", 5_000_000).level()).isEqualTo(Level.OK);

        Finding finding = finding("heap", 6_000_000);
        assertThat(finding.level()).isEqualTo(Level.OBSTACLE);
        assertThat(finding.remedies()).containsExactly("export CARILLON_JAVA_OPTS=-Xmx1177m");
    }

    @Test
    void theMaximumIsReachedAtTheFirstObstacle() {
        assertThat(Checkup.most(fake.machine(), HEAP)).isEqualTo(19_900);

        fake.write("proc/sys/fs/file-max", "11100");
        assertThat(Checkup.most(fake.machine(), HEAP)).isEqualTo(5_000);
    }

    @Test
    void limitsThatASystemDoesNotReportAreNotChecked() {
        Machine silent = new Machine(root.resolve("nowhere"));

        assertThat(Checkup.of(silent, new Need(1000, 1, true, List.of(), 500), HEAP))
                .extracting(Finding::what)
                .containsExactly("conntrack", "heap");
        assertThat(silent.processor()).isEmpty();
    }

    @Test
    void theProcessorAndTheMemoryAreReported() {
        assertThat(fake.machine().processor()).hasValue("A Processor");
        assertThat(fake.machine().memory()).hasValue(16_384_000_000L);
    }

    // ---- what is needed

    private List<Finding> checkup(int sockets) {
        return Checkup.of(fake.machine(), new Need(sockets, 1, true, List.of(), 500), HEAP);
    }

    private Finding finding(String what, int sockets) {
        return finding(what, new Need(sockets, 1, true, List.of(), 500));
    }

    private Finding finding(String what, Need need) {
        return Checkup.of(fake.machine(), need, HEAP).stream()
                .filter(finding -> finding.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    private static Need away(int sockets) {
        return new Need(sockets, 1, false, List.of(), 500);
    }

    private static Need from(String... addresses) {
        return new Need(
                10,
                1,
                false,
                Arrays.stream(addresses).map(InetAddress::ofLiteral).toList(),
                500);
    }
}
