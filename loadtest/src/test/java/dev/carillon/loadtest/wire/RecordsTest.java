package dev.carillon.loadtest.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Breaks;
import dev.carillon.loadtest.plan.ConnectionTokens;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.KeepAlive;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.OpeningPlan;
import dev.carillon.loadtest.plan.Pause;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.PortRange;
import dev.carillon.loadtest.plan.Resumption;
import dev.carillon.loadtest.plan.Scenario;
import dev.carillon.loadtest.plan.Security;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plan that another process reads is equal to the plan that was written. */
class RecordsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final Dialect FULL_DIALECT = new Dialect(
            List.of("carillon.v1"),
            List.of(Map.entry("X-Trace", "á")),
            List.of("subscribe {topic}", "x".repeat(70_000)),
            Optional.of("ok"),
            Optional.of("<{payload}>"),
            Optional.of("/publish"),
            false,
            Optional.of(new Resumption(
                    List.of(Resumption.Remembered.of("\"offset\":{offset},")),
                    List.of("again from {offset}"),
                    Optional.empty(),
                    List.of())),
            new ConnectionTokens(List.of("a", "b"), ConnectionTokens.In.QUERY));

    static Stream<Workload> workloads() {
        Fanout fanout = new Fanout(2, 3, new Rate(10), 100, SECOND, SECOND);
        Phase.Levels levels = new Phase.Levels(10, 5.5, 0);
        return Stream.of(
                new Workload.Idle(),
                fanout,
                fanout.at(new Workload.Pace.Window(3)),
                fanout.with(new Breaks(2, Optional.of(0.5), 0.25, new Pause(SECOND, SECOND))),
                fanout.in(new Scenario(levels, List.of(new Phase("rise", SECOND, SECOND, levels)))),
                new Fanout(
                        1,
                        1,
                        new Workload.Pace.Clock(Rate.perMinute(3)),
                        100,
                        SECOND,
                        SECOND,
                        Workload.PublishBy.HTTP,
                        Optional.of(new Workload.SlowReaders(0.5, List.of(0, 100), Optional.of(SECOND)))),
                new Workload.Echo(Optional.of(new Rate(3)), 2, 100, SECOND, SECOND),
                new Workload.Churn(new Rate(3), SECOND),
                new Workload.Storm(0.5, 2, SECOND, SECOND));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void aPlanIsReadAsItWasWritten(Workload workload) throws IOException {
        for (Dialect dialect : List.of(Dialect.PLAIN, FULL_DIALECT)) {
            Plan plan =
                    plan(Target.of("wss://localhost:1,2/t?q", new Security(true, Optional.empty()), dialect), workload);

            assertThat(Records.read(Plan.class, in(bytes(plan)))).isEqualTo(plan);
        }
    }

    @Test
    void aHostNameIsResolvedWhereThePlanIsRead() throws IOException {
        byte[] plan = bytes(plan(Target.of("ws://localhost:1/"), new Workload.Idle()));
        byte[] elsewhere = new String(plan, StandardCharsets.ISO_8859_1)
                .replace("localhost", "nowhere.x")
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Records.read(Plan.class, in(elsewhere)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("URL must name a host that is known here, was nowhere.x");
    }

    @Test
    void aValueThatTheConstructorRefusesIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new DataOutputStream(bytes).writeLong(2L << 32 | 1);

        assertThatThrownBy(() -> Records.read(Share.class, in(bytes.toByteArray())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a share must be 0 to 0, was 2");
    }

    @Test
    void anUnknownKindOfRecordIsRefused() {
        assertThatThrownBy(() -> Records.read(Held.class, in(new byte[] {0, 1, 'X'})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a kind of Workload, but was 'X'");
        assertThatThrownBy(() -> Records.read(Held.class, in(new byte[] {0}))).isInstanceOf(EOFException.class);
    }

    private record Held(Workload workload) {}

    private static Plan plan(Target target, Workload workload) {
        OpeningPlan opening = new OpeningPlan(
                LocalAddresses.of("127.0.0.2-4,::1"),
                10,
                new PortRange(2000, 3000),
                new Rate(5),
                1,
                SECOND,
                SECOND,
                1.5);
        return new Plan(
                target,
                LaneChoice.AUTO,
                1,
                10,
                opening,
                new KeepAlive(SECOND, KeepAlive.By.PONG),
                workload,
                workload.duration(SECOND));
    }

    private static byte[] bytes(Record record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Records.write(record, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
