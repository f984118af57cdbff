package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Agents on two simulated machines. Each has a network namespace, connected to this machine by a virtual Ethernet
 * cable, and a time namespace with a monotonic clock that is ahead of this machine's. The tests are skipped if the
 * system does not permit namespaces.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
@Execution(ExecutionMode.CONCURRENT)
class OtherMachinesTest {
    /**
     * A /24 of 198.18.0.0/15, which RFC 2544 reserves for tests of networks. The process id selects it, because several
     * runs of these tests may be active on this machine.
     */
    private static final String NETWORK = "198.%d.%d."
            .formatted(
                    18 + (ProcessHandle.current().pid() >> 8 & 1),
                    ProcessHandle.current().pid() & 0xFF);

    private static final AtomicInteger HOSTS = new AtomicInteger();

    private final Host near = Host.next(40);
    private final Host far = Host.next(200_000);
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path secret;

    /**
     * A simulated machine: a network namespace, its cable and its clock.
     *
     * @param number number of the host, from 0, different for each
     * @param clockSeconds seconds by which its clock is ahead of this machine's
     */
    private record Host(int number, long clockSeconds) {

        static Host next(long clockSeconds) {
            return new Host(HOSTS.getAndIncrement(), clockSeconds);
        }

        String name() {
            return "carillon-" + ProcessHandle.current().pid() + suffix();
        }

        String cable() {
            return "cv" + ProcessHandle.current().pid() + suffix();
        }

        private String suffix() {
            return Character.toString('a' + number);
        }

        String address() {
            return NETWORK + (4 * number + 2);
        }

        private String gateway() {
            return NETWORK + (4 * number + 1);
        }

        boolean begin() throws IOException, InterruptedException {
            return run("ip", "netns", "add", name())
                    && run("ip", "-n", name(), "link", "set", "lo", "up")
                    && run("ip", "link", "add", cable(), "type", "veth", "peer", "name", "eth0", "netns", name())
                    && run("ip", "address", "add", gateway() + "/30", "dev", cable())
                    && run("ip", "link", "set", cable(), "up")
                    && run("ip", "-n", name(), "address", "add", address() + "/30", "dev", "eth0")
                    && run("ip", "-n", name(), "link", "set", "eth0", "up")
                    && run("ip", "-n", name(), "route", "add", "default", "via", gateway())
                    && run("unshare", "--time", "--monotonic", "1", "true");
        }

        void end() throws IOException, InterruptedException {
            // The system also deletes the cable of a deleted network namespace, but not at once.
            assertThat(!Files.exists(Path.of("/sys/class/net", cable())) || run("ip", "link", "delete", cable()))
                    .isTrue();
            assertThat(!exists() || run("ip", "netns", "delete", name())).isTrue();
        }

        private boolean exists() {
            return Files.exists(Path.of("/run/netns", name()));
        }

        boolean cut() throws IOException, InterruptedException {
            return run("ip", "link", "set", cable(), "down");
        }

        List<String> within(List<String> command) {
            List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name()));
            whole.addAll(
                    List.of("unshare", "--time", "--monotonic", Long.toString(clockSeconds), "--fork", "--kill-child"));
            whole.addAll(command);
            return whole;
        }
    }

    @BeforeEach
    void startHosts() throws IOException, InterruptedException {
        assumeTrue(isHere("ip") && isHere("unshare"), "no ip or unshare here");
        assumeTrue(near.begin() && far.begin(), "no namespaces here");
        secret = Files.writeString(directory.resolve("secret"), "as long as it should be");
    }

    @AfterEach
    void removeAll() throws IOException, InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        near.end();
        far.end();
    }

    @Test
    void latenciesAreCorrectBetweenMachinesWithDifferentClocks() throws IOException {
        String url = service();
        JsonObject report = new Tester(
                        directory,
                        "--topics",
                        "2",
                        "--publishers",
                        "4",
                        "--publish-rate",
                        "60/s",
                        "--warm-up",
                        "500ms",
                        "--duration",
                        "2s")
                .run(
                        ExitCode.PASSED,
                        "fanout",
                        url,
                        "-c",
                        "40",
                        "--allow-remote",
                        "--agents",
                        agent(near) + "," + agent(far),
                        "--secret-file",
                        secret.toString());

        JsonObject fanout = report.getJsonObject("fanout");
        assertThat(fanout.getInteger("published")).isBetween(149, 151);
        assertThat(fanout.getInteger("delivered"))
                .isEqualTo(fanout.getInteger("expected"))
                .isEqualTo(fanout.getInteger("published") * 20);
        JsonObject latency = fanout.getJsonObject("latencyFromSent");
        assertThat(latency.getInteger("count")).isGreaterThan(1000);
        assertThat(latency.getDouble("p50")).isBetween(0.001, 1000.0);
        assertThat(latency.getDouble("max")).isLessThan(20_000);
        assertThat(report.getJsonObject("tester").getDouble("clockError")).isBetween(0.001, 1000.0);
    }

    @Test
    void theLeaderAndTheAgentDetectACutConnection() throws IOException, InterruptedException {
        String url = service();
        Process severed = process(far);
        Process tester = start(List.of(
                "loadtest",
                "fanout",
                url,
                "-c",
                "40",
                "--allow-remote",
                "--duration",
                "1h",
                "--agents",
                agent(near) + "," + addressOf(severed),
                "--secret-file",
                secret.toString()));
        assertThat(lineWith("Measuring", tester.errorReader(StandardCharsets.UTF_8)))
                .contains("41 of 41 open");
        assertThat(far.cut()).isTrue();

        assertThat(lineWith("agent " + far.address(), tester.inputReader(StandardCharsets.UTF_8)))
                .contains("is lost: its connection ended, or received nothing for 10 s");
        assertThat(tester.waitFor()).isEqualTo(ExitCode.INVALID.code());
        assertThat(lineWith(": its worker", severed.inputReader(StandardCharsets.UTF_8)))
                .endsWith(": its worker ended with exit code 0");
    }

    // ---- the service, agents and leaders

    private String service() throws IOException {
        Process service = start(List.of(
                "serve", "--open", "--no-warm-up", "--host", near.gateway(), "--port", "0", "--management-port", "0"));
        String line = lineWith(" listens on ", service.inputReader(StandardCharsets.UTF_8));
        return line.replaceFirst(".* listens on http(://[^ ]*) .*", "ws$1/topics/t");
    }

    private String agent(Host host) throws IOException {
        return addressOf(process(host));
    }

    private Process process(Host host) throws IOException {
        Process process = new ProcessBuilder(host.within(CarillonCommand.of(List.of(
                        "loadtest", "agent", "--listen", host.address() + ":0", "--secret-file", secret.toString()))))
                .start();
        processes.add(process);
        return process;
    }

    private static String addressOf(Process agent) throws IOException {
        String line = lineWith(" waits for load tests on ", agent.inputReader(StandardCharsets.UTF_8));
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private Process start(List<String> arguments) throws IOException {
        Process process = new ProcessBuilder(CarillonCommand.of(arguments)).start();
        processes.add(process);
        return process;
    }

    /**
     * Returns the first line that contains {@code text}, and fails if there is none within a minute. The timeout of the
     * test does not interrupt a thread that reads from a process.
     */
    private static String lineWith(String text, BufferedReader from) {
        return assertTimeoutPreemptively(Duration.ofMinutes(1), () -> readUntil(text, from));
    }

    private static String readUntil(String text, BufferedReader from) throws IOException {
        List<String> lines = new ArrayList<>();
        String line = from.readLine();
        while (line != null && !line.contains(text)) {
            lines.add(line);
            line = from.readLine();
        }
        assertThat(line).as(String.join("\n", lines)).isNotNull();
        return line;
    }

    private static boolean isHere(String program) throws InterruptedException {
        try {
            return run(program, "--help") || run(program, "-V");
        } catch (IOException notHere) {
            return false;
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }
}
