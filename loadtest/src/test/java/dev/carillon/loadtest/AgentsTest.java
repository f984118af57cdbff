package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Version;
import dev.carillon.loadtest.BroadcastServer.Fault;
import dev.carillon.loadtest.run.Agent;
import dev.carillon.loadtest.run.AgentAddress;
import dev.carillon.loadtest.run.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Agents share one run, as workers do. An agent or a leader that does not belong to it is refused with the reason. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AgentsTest {
    private static final String SECRET = "the bells of the old town";

    private static final String[] SHORT_FANOUT = {
        "--topics",
        "2",
        "--publishers",
        "5",
        "--publish-rate",
        "60/s",
        "--warm-up",
        "500ms",
        "--duration",
        "2s",
        "--drain",
        "3s"
    };

    @TempDir
    private Path directory;

    private final List<Agent> agents = new ArrayList<>();
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    @AfterEach
    void endAgents() {
        agents.forEach(Agent::close);
    }

    @AfterAll
    static void noProcessIsLeft() {
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void publicationsOfAnAgentReachTheSubscribersOfAllAgents() throws IOException {
        String both = start(Secret.NONE) + "," + start(Secret.NONE);
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            JsonObject report = new Tester(directory, SHORT_FANOUT)
                    .run(ExitCode.PASSED, "fanout", server.url("/topics/t"), "-c", "40", "--agents", both);

            JsonObject fanout = report.getJsonObject("fanout");
            int published = fanout.getInteger("published");
            assertThat(published).isBetween(149, 151);
            assertThat(fanout.getInteger("delivered")).isEqualTo(fanout.getInteger("expected"));
            assertThat(fanout.getInteger("expected")).isEqualTo(published * 20);
            assertThat(report.getJsonObject("opening").getInteger("opened")).isEqualTo(45);
            JsonObject tester = report.getJsonObject("tester");
            assertThat(tester.getInteger("workers")).isEqualTo(2);
            assertThat(tester.getJsonArray("agents")).isEqualTo(new JsonArray(List.of(both.split(",", -1))));
            assertThat(tester.getDouble("clockError")).isBetween(0.001, 1000.0);
        }
    }

    @Test
    void workersOfAllAgentsShareARunAndAgentsServeSeveralRuns() throws IOException {
        String both = start(Secret.NONE) + "," + start(Secret.NONE);
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            Tester tester = new Tester(directory, "--duration", "500ms", "--workers", "2", "--agents", both);
            for (int connections : List.of(20, 40)) {
                JsonObject report =
                        tester.run(ExitCode.PASSED, "idle", server.url("/"), "-c", Integer.toString(connections));

                assertThat(report.getJsonObject("tester").getInteger("workers")).isEqualTo(4);
                assertThat(report.getJsonObject("opening").getInteger("opened")).isEqualTo(connections);
            }
        }
    }

    @Test
    void agentsRunAScenarioTogether() throws IOException {
        String both = start(Secret.NONE) + "," + start(Secret.NONE);
        Path scenario = Files.writeString(directory.resolve("scenario.yaml"), """
                connections: 10
                publish-rate: 20/s
                warm-up: 0
                phases:
                  - {name: rise, duration: 500ms, connections: 20}
                """);
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            JsonObject report = new Tester(directory)
                    .run(ExitCode.PASSED, "run", scenario.toString(), server.url("/topics/t"), "--agents", both);

            JsonObject rise = report.getJsonArray("phases").getJsonObject(0);
            assertThat(rise.getInteger("published")).isEqualTo(10);
            assertThat(rise.getInteger("openAtEnd")).isEqualTo(20);
            assertThat(report.getJsonObject("fanout").getInteger("lost")).isZero();
        }
    }

    @Test
    void aRunThatLosesAnAgentIsInvalidAndNamesTheAgent() throws IOException, InterruptedException {
        Process killedAgent = agentProcess();
        String both = start(Secret.NONE) + "," + addressOf(killedAgent);
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            Process tester = measuring(server, both);
            List<ProcessHandle> itsWorkers = killedAgent.descendants().toList();
            killedAgent.destroyForcibly();

            String page = tester.inputReader(StandardCharsets.UTF_8).lines().collect(Collectors.joining("\n"));
            assertThat(page).startsWith("INVALID").contains("agent " + both.split(",", -1)[1] + ": is lost");
            assertThat(tester.waitFor()).isEqualTo(ExitCode.INVALID.code());
            assertThat(itsWorkers).hasSize(1);
            itsWorkers.getFirst().onExit().join();
        }
    }

    @Test
    void aRunThatLosesAWorkerIsInvalidAndTheAgentServesTheNextRun() throws IOException, InterruptedException {
        Process process = agentProcess();
        String agent = addressOf(process);
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            Process tester = measuring(server, agent);
            process.descendants().findFirst().orElseThrow().destroyForcibly();

            String page = tester.errorReader(StandardCharsets.UTF_8).lines().collect(Collectors.joining("\n"));
            assertThat(page).contains("all workers are lost: agent " + agent + ": its worker ended with exit code 137");
            assertThat(tester.waitFor()).isEqualTo(ExitCode.INVALID.code());

            new Tester(directory, "--duration", "500ms")
                    .run(ExitCode.PASSED, "idle", server.url("/"), "-c", "10", "--agents", agent);
        } finally {
            process.toHandle().destroy();
            assertThat(process.waitFor()).isZero();
        }
    }

    @Test
    void anAgentThatIsTerminatedStopsItsWorkers() throws IOException, InterruptedException {
        Process agent = agentProcess();
        String address = addressOf(agent);
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            Process tester = measuring(server, address + "," + start(Secret.NONE));
            List<ProcessHandle> workers = agent.descendants().toList();
            agent.toHandle().destroy();

            assertThat(agent.waitFor()).isZero();
            assertThat(workers).hasSize(1);
            assertThat(workers.getFirst().onExit().join().isAlive()).isFalse();
            assertThat(tester.waitFor()).isEqualTo(ExitCode.INVALID.code());
        }
    }

    @Test
    void aLeaderWithTheSameSecretIsAccepted() throws IOException {
        String agent = start(Secret.of("a test", SECRET));
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            new Tester(directory, "--duration", "500ms")
                    .run(
                            ExitCode.PASSED,
                            "idle",
                            server.url("/"),
                            "-c",
                            "10",
                            "--agents",
                            agent,
                            "--secret-file",
                            secretFile(SECRET + "\n"));
        }
    }

    @Test
    void aLeaderWithAnotherSecretOrNoneIsRefused() throws IOException {
        String agent = start(Secret.of("a test", SECRET));
        String refusal = "the run was not started: agent " + agent
                + ": says: the secret must be the same on both sides, but was different\n";

        assertThat(refusalOf(agent, "--secret-file", secretFile("the bells of the new town")))
                .isEqualTo(refusal);
        assertThat(refusalOf(agent)).isEqualTo(refusal);
        assertThat(log).hasSize(2).allMatch(line -> line.contains("the secret must be the same on both sides"));
    }

    @Test
    void anAgentOfAnotherVersionIsRefused() throws IOException {
        String agent = start(new Agent.Settings(
                new AgentAddress("127.0.0.1", 0), Secret.NONE, Optional.empty(), Optional.empty(), "0.0.1-before"));

        assertThat(refusalOf(agent))
                .isEqualTo("the run was not started: agent " + agent
                        + ": the agent must be of the same version: expected " + Version.current()
                        + ", was 0.0.1-before\n");
    }

    @Test
    void anAddressWithoutAnAgentIsReportedWithTheReason() throws IOException {
        assertThat(refusalOf("127.0.0.1:" + closedPort()))
                .contains(": cannot be reached: ")
                .contains("Connection refused");
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            assertThat(refusalOf(server.url("/").replaceFirst("ws://([^/]*)/.*", "$1")))
                    .endsWith(": is not an agent of carillon loadtest\n");
        }
        try (ServerSocket another = new ServerSocket(0)) {
            // A server that closes a connection with unread bytes resets it. After a read of 1 byte some are unread.
            for (int reads : List.of(1, 10_000)) {
                Thread.ofVirtual().start(() -> closeAfter(reads, another));
                assertThat(refusalOf("127.0.0.1:" + another.getLocalPort()))
                        .endsWith(": closed the connection during the handshake\n");
            }
        }
    }

    @Test
    void aWorkerWithTooManyConnectionsReportsTheLimit() throws IOException {
        String agent = start(new Agent.Settings(
                new AgentAddress("127.0.0.1", 0),
                Secret.NONE,
                Optional.of("127.0.0.2"),
                Optional.empty(),
                Version.current()));

        assertThat(refusalOf(agent, "--per-address", "9"))
                .contains("its worker ended with exit code 2: -c and --publishers must be at most 9 together");
    }

    @Test
    void aTokenFileIsRefusedTogetherWithAgents() throws IOException {
        StringWriter err = new StringWriter();
        int code = new CommandLine(new LoadTestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err, true))
                .execute("idle", "--agents", "127.0.0.1:1", "--token-file", secretFile("token"));

        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).startsWith("--token-file must not be given with --agents: each agent has its own\n");
    }

    // ---- agents and their leaders

    private String start(Secret secret) {
        return start(new Agent.Settings(
                new AgentAddress("127.0.0.1", 0), secret, Optional.empty(), Optional.empty(), Version.current()));
    }

    private String start(Agent.Settings settings) {
        Agent agent = Agent.start(settings, log::add);
        agents.add(agent);
        return "127.0.0.1:" + agent.port();
    }

    private String secretFile(String text) throws IOException {
        return Files.writeString(directory.resolve("secret"), text).toString();
    }

    /** Executes a run that this agent makes impossible, and returns the message of the tester. */
    private static String refusalOf(String agent, String... more) {
        StringWriter err = new StringWriter();
        List<String> arguments =
                new ArrayList<>(List.of("idle", "-c", "10", "--duration", "1s", "--quiet", "--agents", agent));
        arguments.addAll(List.of(more));
        int code = new CommandLine(new LoadTestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        assertThat(code).as(err.toString()).isEqualTo(ExitCode.NOT_POSSIBLE_HERE.code());
        return err.toString();
    }

    private static void closeAfter(int bytesMax, ServerSocket server) {
        try (Socket client = server.accept()) {
            assertThat(client.getInputStream().read(new byte[bytesMax])).isPositive();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket closed = new ServerSocket(0)) {
            return closed.getLocalPort();
        }
    }

    private static Process agentProcess() throws IOException {
        return CarillonCommand.start("loadtest", "agent", "--listen", "127.0.0.1:0");
    }

    private static String addressOf(Process agent) throws IOException {
        String line = agent.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(line).contains(" waits for load tests on 127.0.0.1:");
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    /** Starts a run at these agents that measures for an hour, and returns when it has begun to measure. */
    private static Process measuring(BroadcastServer server, String agents) throws IOException, InterruptedException {
        Process tester = CarillonCommand.start(
                "loadtest",
                "fanout",
                server.url("/topics/t"),
                "--agents",
                agents,
                "--publishers",
                "2",
                "-c",
                "40",
                "--warm-up",
                "0",
                "--duration",
                "1h");
        server.awaitPublications();
        return tester;
    }
}
