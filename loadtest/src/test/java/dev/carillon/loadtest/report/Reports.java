package dev.carillon.loadtest.report;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.Rate;
import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.measure.CloseTally;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.LoopTally;
import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.SequenceTracker;
import dev.carillon.loadtest.measure.Stamp;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.KeepAlive;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.OpeningPlan;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.PortRange;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reports of a run whose figures a test counts. The run is flawless until a test counts a fault. */
public final class Reports {
    static final Fanout FANOUT = new Fanout(1, 1, new Rate(10), 128, Duration.ofSeconds(2), Duration.ofSeconds(5));

    static final ProcessWatch.Use USE = new ProcessWatch.Use(0.25, 3, Duration.ofMillis(12), Duration.ofMillis(7));

    static final Circumstances CIRCUMSTANCES = new Circumstances(
            Instant.parse("2026-11-22T10:00:00Z"),
            "carillon loadtest fanout -c 10",
            new Circumstances.Software("1.2.3", "OpenJDK 25", "-XX:+UseSerialGC", "Linux 6.1, amd64"),
            new Circumstances.Hardware("host.example", "A Processor <7>", 2, 24_000_000_000L));

    private static final long MILLI = 1_000_000;

    final OpeningTally opening = new OpeningTally();
    final KeepAliveTally keepAlives = new KeepAliveTally();
    final CloseTally closes = new CloseTally();
    final LoopTally loops = new LoopTally();
    final DeliveryTally deliveries = new DeliveryTally(FANOUT, 600);
    final SequenceTracker tracker = new SequenceTracker(1);
    final Timeline timeline = new Timeline(0);
    private Optional<Tally> canaries = Optional.empty();
    RunEnd ending = new RunEnd.Planned();

    public void open(int count) {
        for (int i = 1; i <= count; i++) {
            opening.countOpened(i * 4L * MILLI, MILLI);
            closes.clean.increment();
        }
    }

    /** Counts a delivery {@code millis} after its publication was due. The publication was sent 1 ms late. */
    void deliver(int sequence, long millis) {
        PayloadFormat format = new PayloadFormat(1, FANOUT.size());
        Stamp stamp = new Stamp();
        format.read(ByteBuffer.wrap(format.write(0, sequence, 0, MILLI)), stamp);
        if (tracker.onSequence(0, sequence)) {
            deliveries.time(stamp, millis * MILLI, sequence - 1);
        }
    }

    /** Counts a delivery to a canary {@code millis} after it was due, on a loop that was {@code lateMillis} late. */
    void hearCanary(long millis, long lateMillis) {
        DeliveryTally heard = new DeliveryTally(FANOUT, 1);
        heard.time(new Stamp(), millis * MILLI, 0);
        LoopTally own = new LoopTally();
        own.countLateness(lateMillis * MILLI, 10 * MILLI);
        canaries = Optional.of(new Tally(new OpeningTally(), new KeepAliveTally(), heard, new CloseTally(), own));
    }

    public Report idle(int connections) {
        return report(connections, new Workload.Idle(), new HoldTally());
    }

    Report fanout(int connections) {
        deliveries.conclude(tracker);
        return report(connections, FANOUT, deliveries);
    }

    private Report report(int connections, Workload workload, WorkTally work) {
        OpeningPlan how = new OpeningPlan(
                LocalAddresses.of("127.0.0.2"),
                20_000,
                PortRange.of("10000-65535"),
                new Rate(5000),
                500,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                1);
        KeepAlive keepAlive = new KeepAlive(Duration.ofSeconds(50), KeepAlive.By.PING);
        Plan plan = new Plan(
                Target.of("ws://127.0.0.1:8080/topics/loadtest"),
                LaneChoice.AUTO,
                1,
                connections,
                how,
                keepAlive,
                workload,
                Duration.ofMinutes(1));
        Tally tally = new Tally(opening, keepAlives, work, closes, loops);
        return new Report(plan, "fast", tally, USE, timeline, List.of(), List.of(), ending, Optional.empty(), canaries);
    }
}
