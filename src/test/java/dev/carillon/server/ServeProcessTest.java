package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.carillon.FreePort;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The service as a process: signals, limits of the system, other processes of its cluster. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ServeProcessTest {

    @Test
    void aSignalStopsTheServiceWithExitCodeZero() throws Exception {
        try (ServeProcess serve = ServeProcess.start("--drain", "100ms");
                RawClient client = RawClient.open(serve.port, "/topics/t")) {
            serve.terminate();
            assertThat(client.readFrame()).startsWith("close 1012");
            client.send(RawClient.FRAMES.close(1012, ""));
            assertThat(serve.exitCode()).isZero();
        }
    }

    @Test
    void theLogReportsTheStartProgressAndEndOfTheDrain() throws Exception {
        try (CarillonProcess serve = CarillonProcess.start(
                "",
                List.of(
                        "serve",
                        "--no-warm-up",
                        "--port=0",
                        "--management-port=0",
                        "--grace=1500ms",
                        "--drain=100ms"))) {
            int port = Integer.parseInt(serve.await(Pattern.compile("carillon .* listens on http://[^:]*:(\\d+) .*"))
                    .group(1));
            try (RawClient client = RawClient.open(port, "/topics/t")) {
                serve.signal("TERM");
                serve.await(Pattern.compile(
                        ".* INFO Drain drain begun connections=1 graceSeconds=1\\.5 drainSeconds=0\\.1"));
                serve.await(Pattern.compile(".* INFO Drain draining connections=1 durationSeconds=1\\.\\d+"));
                assertThat(client.readFrame()).startsWith("close 1012");
                client.send(RawClient.FRAMES.close(1012, ""));
                serve.await(Pattern.compile(".* INFO Drain drain ended connections=0 durationSeconds=\\d\\.\\d+"));
            }
            assertThat(serve.exitCode()).isZero();
        }
    }

    @Test
    void repeatedHangupSignalsStopTheServiceGracefully() throws Exception {
        try (ServeProcess serve = ServeProcess.start("--drain", "100ms");
                RawClient client = RawClient.open(serve.port, "/topics/t")) {
            serve.process.signal("HUP");
            assertThat(client.readFrame()).startsWith("close 1012");
            serve.process.signal("HUP");
            client.send(RawClient.FRAMES.close(1012, ""));
            assertThat(serve.exitCode()).isZero();
        }
    }

    @Test
    void theOutputDoesNotDependOnTheLocale() throws Exception {
        String german = "export LC_ALL=C JAVA_TOOL_OPTIONS='-Duser.language=de -Duser.country=DE -Duser.variant=x"
                + " -Duser.extensions=u-nu-arab'";
        try (CarillonProcess serve = CarillonProcess.start(
                german,
                List.of("serve", "--no-warm-up", "--max-connections=12345", "--port=0", "--management-port=0"))) {
            serve.await(Pattern.compile("access: open to this machine: every client may do everything"));
            serve.await(Pattern.compile("up to 12,345 WebSockets \\(memory [0-9,]+ MiB: .*\\)"));
        }
        try (CarillonProcess serve =
                CarillonProcess.start(german + "; set -- \"$@\" --lane=\u00e9\uFFFD", List.of("serve"))) {
            serve.await(Pattern.compile("Invalid value for option '--lane': .* '\u00e9\uFFFD' .*"));
        }
        try (CarillonProcess serve =
                CarillonProcess.start(german + "; set -- \"$@\" \"--host=$(printf '\\377')\"", List.of("serve"))) {
            serve.await(Pattern.compile("expected arguments in UTF-8, but number 2 could not be read as .*"));
        }
    }

    @Test
    void aServiceOnAllAddressesPrintsAReachableAddress() throws Exception {
        try (CarillonProcess serve = CarillonProcess.start(
                "",
                List.of(
                        "serve",
                        "--no-warm-up",
                        "--open",
                        "--host",
                        "0.0.0.0",
                        "--port",
                        "0",
                        "--management-port",
                        "0"))) {
            String port = serve.await(Pattern.compile("carillon .* listens on http://0\\.0\\.0\\.0:(\\d+) .*"))
                    .group(1);
            serve.await(Pattern.compile("Open http://127\\.0\\.0\\.1:" + port + "/ in a browser, .*"));
            serve.await(
                    Pattern.compile("  carillon loadtest fanout ws://127\\.0\\.0\\.1:" + port + "/topics/loadtest"));
        }
    }

    @Test
    void theWarmUpIsNotCounted() throws Exception {
        try (ServeProcess serve = ServeProcess.startWarm()) {
            RawClient.open(serve.port, "/topics/t").close();
            serve.publish("t", "hello");
            assertThat(serve.metric("carillon_handshakes_accepted_total")).isEqualTo(1);
            assertThat(serve.metric("carillon_publications_total")).isEqualTo(1);
        }
    }

    @Test
    void aSecondSignalStopsTheServiceAtOnce() throws Exception {
        try (ServeProcess serve = ServeProcess.start("--drain", "1h");
                RawClient first = RawClient.open(serve.port, "/topics/t")) {
            // At least one is closed at each step: with so many, the signal comes before the last.
            List<RawClient> others = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                others.add(RawClient.open(serve.port, "/topics/t"));
            }
            serve.terminate();
            assertThat(first.readFrame()).startsWith("close 1012");
            serve.terminate();
            assertThat(serve.exitCode()).isEqualTo(143);
            assertThat(others.getLast().readFrame()).isIn("end", "reset");
            for (RawClient other : others) {
                other.close();
            }
        }
    }

    @Test
    void aClientWithoutADescriptorIsServedWhenOthersDisconnect() throws Exception {
        try (ServeProcess serve = ServeProcess.startWithin("ulimit -n 250", "--max-connections", "100k")) {
            List<RawClient> inside = new ArrayList<>();
            RawClient waiting = null;
            while (waiting == null) {
                RawClient next = new RawClient(serve.port);
                next.socket.setSoTimeout(500);
                next.send(RawClient.handshake("/topics/t", ""));
                if (next.hasAnswer()) {
                    next.readHead();
                    inside.add(next);
                } else {
                    waiting = next;
                }
            }
            assertThat(inside).as("served before descriptors ran out").hasSizeBetween(50, 250);
            for (RawClient client : inside.subList(0, 10)) {
                client.close();
            }
            waiting.socket.setSoTimeout(5000);
            assertThat(waiting.readHead()).startsWith("HTTP/1.1 101 ");
            try (RawClient publisher = new RawClient(serve.port)) {
                publisher.send(
                        "POST /topics/t HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi".getBytes(ISO_8859_1));
                assertThat(publisher.readAnswer()).startsWith("HTTP/1.1 202");
            }
            assertThat(waiting.readFrame()).isEqualTo("text hi");
            for (RawClient client : inside.subList(10, inside.size())) {
                client.socket.setSoTimeout(5000);
                assertThat(client.readFrame()).isEqualTo("text hi");
                client.close();
            }
            waiting.close();
        }
    }

    @Test
    void twoProcessesOfAClusterShareTheirPublications() throws Exception {
        int northPort = FreePort.onLoopback();
        int southPort = FreePort.onLoopback();
        String members = "127.0.0.1:" + northPort + ",127.0.0.1:" + southPort;
        try (ServeProcess north = ServeProcess.start("--cluster", members, "--cluster-port", "" + northPort);
                ServeProcess south = ServeProcess.start("--cluster", members, "--cluster-port", "" + southPort);
                RawClient listener = RawClient.open(south.port, "/topics/**");
                RawClient publisher = RawClient.open(north.port, "/topics/t")) {
            listener.socket.setSoTimeout(100);
            String heard = "nothing";
            // The processes find each other after some time; until then a publication stays on its node.
            for (int i = 0; i < 300 && heard.equals("nothing"); i++) {
                publisher.sendText("ding");
                heard = listener.hasAnswer() ? listener.readFrame() : "nothing";
            }
            assertThat(heard).isEqualTo("text ding");
            assertThat(north.metric("carillon_cluster_members")).isEqualTo(2);
            assertThat(south.metric("carillon_publications_total"))
                    .as("published at the other")
                    .isZero();
        }
    }

    @Test
    void aPodWithoutAClusterLogsAWarning() throws Exception {
        try (CarillonProcess serve = CarillonProcess.start(
                "export KUBERNETES_SERVICE_HOST=10.96.0.1",
                List.of("serve", "--no-warm-up", "--port=0", "--management-port=0"))) {
            serve.await(Pattern.compile(
                    ".* WARNING Serve this pod is not a member of a cluster: .* Set CARILLON_CLUSTER .*"));
        }
    }

    /** With a heap that leaves 72 MiB of the memory: enough for the JVM, but not for a cluster too. */
    @Test
    void aNodeWithTooLittleMemoryForItsClusterDoesNotStart() throws Exception {
        long mebibytes =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() >> 20;
        String port = Integer.toString(FreePort.onLoopback());
        try (CarillonProcess serve = CarillonProcess.start(
                "export JAVA_TOOL_OPTIONS=-Xmx" + (mebibytes - 72) + "m",
                List.of(
                        "serve",
                        "--no-warm-up",
                        "--port=0",
                        "--management-port=0",
                        "--cluster=127.0.0.1:" + port,
                        "--cluster-port=" + port))) {
            serve.await(Pattern.compile("cannot start: expected at least [\\d,]+ MiB of memory .*"));
            assertThat(serve.exitCode()).isEqualTo(2);
        }
    }
}
