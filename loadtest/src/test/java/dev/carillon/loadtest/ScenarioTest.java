package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.loadtest.BroadcastServer.Fault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenario files against a server that counts its own faults. */
class ScenarioTest {
    private static final String RISE_HOLD_FALL = """
            connections: 10
            publish-rate: 20/s
            warm-up: 500ms
            drain: 3s
            phases:
              - name: rise
                duration: 1500ms
                ramp: 1s
                connections: 40
                publish-rate: 60/s
              - name: hold
                duration: 2s
                ramp: 0
                churn-rate: 20/s
              - name: fall
                duration: 1s
                connections: 5
                churn-rate: 0
                publish-rate: 20/s
            """;

    @TempDir
    private Path directory;

    @Test
    void connectionsAndRatesFollowThePhasesWithoutLoss() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            JsonObject report = run(ExitCode.PASSED, server, RISE_HOLD_FALL, "--loops", "2");

            JsonArray phases = report.getJsonArray("phases");
            assertThat(phases)
                    .extracting(each -> ((JsonObject) each).getString("name"))
                    .containsExactly("rise", "hold", "fall");
            // rise: 20/s to 60/s in 1 s, then 60/s for 0.5 s; hold: 60/s for 2 s; fall: 60/s to 20/s in 1 s.
            assertThat(phases)
                    .extracting(each -> ((JsonObject) each).getInteger("published"))
                    .containsExactly(70, 120, 40);
            assertThat(phases)
                    .extracting(each -> ((JsonObject) each).getInteger("lost"))
                    .containsExactly(0, 0, 0);
            phases.forEach(each -> {
                JsonObject phase = (JsonObject) each;
                assertThat(phase.getInteger("delivered"))
                        .isEqualTo(phase.getInteger("expected"))
                        .isPositive();
                assertThat(phase.getInteger("missingAtEnd")).isZero();
                assertThat(phase.getInteger("closedEarly")).isZero();
                assertThat(phase.getJsonObject("latencyFromIntended").getInteger("count"))
                        .isPositive();
            });
            JsonObject hold = phases.getJsonObject(1);
            assertThat(phases.getJsonObject(0).getInteger("opened")).isEqualTo(30);
            assertThat(phases.getJsonObject(0).getInteger("openAtEnd")).isEqualTo(40);
            assertThat(hold.getInteger("opened")).isBetween(35, 41);
            assertThat(hold.getInteger("openAtEnd")).isBetween(35, 40);
            assertThat(hold.getDouble("until") - hold.getDouble("from")).isCloseTo(2.0, within(1e-6));
            assertThat(report.getJsonObject("opening").getInteger("opened")).isEqualTo(11);
            assertThat(report.getJsonObject("closes")
                            .getJsonObject("unexpected")
                            .getMap())
                    .isEmpty();
        }
    }

    @Test
    void workersRunOneScenarioTogether() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            JsonObject report = run(ExitCode.PASSED, server, RISE_HOLD_FALL, "--workers", "2", "--canaries", "2");

            assertThat(report.getJsonObject("tester").getInteger("workers")).isEqualTo(2);
            assertThat(report.getJsonObject("canaries").getInteger("opened")).isEqualTo(2);
            assertThat(report.getJsonArray("phases"))
                    .extracting(each -> ((JsonObject) each).getInteger("published"))
                    .containsExactly(70, 120, 40);
            assertThat(report.getJsonObject("fanout").getInteger("lost")).isZero();
        }
    }

    @Test
    void everyLostDeliveryIsCountedInAPhase() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.DROP, 97)) {
            JsonObject report = run(ExitCode.FAILED, server, """
                    connections: 20
                    publish-rate: 60/s
                    warm-up: 0
                    drain: 1s
                    phases:
                      - {name: one, duration: 1s}
                      - {name: two, duration: 1s, ramp: 0, publish-rate: 120/s}
                    """);

            JsonArray phases = report.getJsonArray("phases");
            long lost = phases.getJsonObject(0).getLong("lost")
                    + phases.getJsonObject(1).getLong("lost");
            assertThat(lost).isEqualTo(server.faults()).isPositive();
            assertThat(report.getJsonObject("fanout").getLong("lost")).isEqualTo(lost);
        }
    }

    @Test
    void aLostConnectionIsOpenedAgain() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.CLOSE, 170)) {
            JsonObject report = run(ExitCode.FAILED, server, """
                    connections: 10
                    publish-rate: 40/s
                    warm-up: 0
                    phases:
                      - {name: all, duration: 2s}
                    """);

            JsonObject phase = report.getJsonArray("phases").getJsonObject(0);
            assertThat(phase.getLong("closedEarly")).isEqualTo(server.faults()).isPositive();
            assertThat(phase.getLong("opened")).isPositive();
        }
    }

    @Test
    void anExpectationMayNameAPhase() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            JsonObject report = run(
                    ExitCode.EXPECTATION_BROKEN,
                    server,
                    """
                    connections: 5
                    warm-up: 0
                    phases:
                      - {name: first-one, duration: 500ms}
                    """,
                    "--expect",
                    "phase.first-one.published>100",
                    "--expect",
                    "phase.first-one.lost==0");

            assertThat(report.getJsonArray("expectations").getJsonObject(0).getBoolean("held"))
                    .isFalse();
            assertThat(report.getJsonArray("expectations").getJsonObject(1).getBoolean("held"))
                    .isTrue();
            assertThat(report.getJsonObject("figures").getDouble("phase.first-one.published"))
                    .isEqualTo(5);
        }
    }

    private JsonObject run(ExitCode expected, BroadcastServer server, String yaml, String... flags) throws IOException {
        Path file = Files.writeString(directory.resolve("scenario.yaml"), yaml);
        List<String> arguments = new ArrayList<>(List.of("run", file.toString(), server.url("/topics/t")));
        arguments.addAll(List.of(flags));
        return new Tester(directory).run(expected, arguments.toArray(String[]::new));
    }
}
